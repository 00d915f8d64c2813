using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>One execution of a step, or of an element, with all that it takes. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DurableCall
{
    internal DurableCall(StepInvocation invocation) => Invocation = invocation;

    internal StepInvocation Invocation { get; }
}
