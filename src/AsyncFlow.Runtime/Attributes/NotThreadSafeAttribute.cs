namespace AsyncFlow;

/// <summary>
/// States that only one thread at a time may use an object of the type. The compiler then reports every use by two steps that can run at the same
/// time (FLOW103). Only the compiler uses the attribute.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class NotThreadSafeAttribute : Attribute;
