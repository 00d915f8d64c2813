#if !NET9_0_OR_GREATER
namespace System.Runtime.CompilerServices;

/// <summary>
/// Tells the compiler which of several applicable overloads to prefer. .NET 8 does not declare it; the compiler recognizes it by its name.
/// </summary>
/// <param name="priority">The priority; the default is 0, and the highest is preferred.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Constructor | AttributeTargets.Property, Inherited = false)]
internal sealed class OverloadResolutionPriorityAttribute(int priority) : Attribute
{
    public int Priority => priority;
}
#endif
