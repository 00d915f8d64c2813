namespace AsyncFlow;

/// <summary>
/// States that any number of threads can use an object of the type at the same time. The compiler then reports no data races (FLOW103) on the
/// objects. Only the compiler uses the attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct)]
public sealed class ThreadSafeAttribute : Attribute;
