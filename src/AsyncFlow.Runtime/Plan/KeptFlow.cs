using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>What tells the runs of a flow with kept steps from others. Meant for generated code.</summary>
/// <param name="flow">The flow's class.</param>
/// <param name="inputs">The types of its inputs.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KeptFlow(Type flow, params Type[] inputs)
{
    internal string Name => flow.ToString();

    internal Type[] Inputs => inputs;
}
