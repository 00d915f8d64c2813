using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building.Steps;

/// <summary>An asynchronous step without a result.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the step.</typeparam>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class AsyncStep<TCall>(FlowRun run, int step, TCall call) : BuiltStep(run, step)
    where TCall : struct, ICall<ValueTask>
{
    public override bool Start() => Run.Await(Step, call.Invoke(Run, Step));
}

/// <summary>An asynchronous step with a result.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the step.</typeparam>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class AsyncStep<TCall, T>(FlowRun run, int step, TCall call) : ResultStep<T>(run, step)
    where TCall : struct, ICall<ValueTask<T>>
{
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter _awaiter;

    public override bool Start() => Await(call.Invoke(Run, Step));

    public override void Finish() => Result = FlowRun.Awaited(ref _awaiter);

    private bool Await(ValueTask<T> task)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _awaiter = awaiter;
            return Run.Suspend(Step, awaiter);
        }

        Result = awaiter.GetResult();
        return true;
    }
}
