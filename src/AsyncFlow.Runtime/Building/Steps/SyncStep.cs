using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>A synchronous step without a result.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the step.</typeparam>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class SyncStep<TCall>(FlowRun run, int step, TCall call) : BuiltStep(run, step)
    where TCall : struct, ICall
{
    public override bool Start()
    {
        call.Invoke(Run, Step);
        return true;
    }
}

/// <summary>A synchronous step with a result.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the step.</typeparam>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class SyncStep<TCall, T>(FlowRun run, int step, TCall call) : ResultStep<T>(run, step)
    where TCall : struct, ICall<T>
{
    public override bool Start()
    {
        Result = call.Invoke(Run, Step);
        return true;
    }
}
