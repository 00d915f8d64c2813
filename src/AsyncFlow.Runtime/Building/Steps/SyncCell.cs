using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>The cell of a synchronous step.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the cell.</typeparam>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run that the cell belongs to.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class SyncCell<TCall, T>(FlowRun run, int step, TCall call) : ResultCell<T>(run, step)
    where TCall : struct, ICall<T>
{
    public override bool Start()
    {
        Result = call.Invoke(Run, Step);
        return true;
    }
}
