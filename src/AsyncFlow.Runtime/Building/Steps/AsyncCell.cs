using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Building;

/// <summary>The cell of an asynchronous step that gives nothing.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the cell.</typeparam>
/// <param name="run">The run that the cell belongs to.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class AsyncCell<TCall>(FlowRun run, int step, TCall call) : StepCell(run, step)
    where TCall : struct, ICall<ValueTask>
{
    public override bool Start() => Run.Await(Step, call.Invoke(Run, Step));
}

/// <summary>The cell of an asynchronous step that gives something.</summary>
/// <typeparam name="TCall">A struct, so that the call is compiled into the cell.</typeparam>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="run">The run that the cell belongs to.</param>
/// <param name="step">The step's index.</param>
/// <param name="call">Calls the step's function.</param>
internal sealed class AsyncCell<TCall, T>(FlowRun run, int step, TCall call) : ResultCell<T>(run, step)
    where TCall : struct, ICall<ValueTask<T>>
{
    private ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter _awaiter;

    public override bool Start() => Await(call.Invoke(Run, Step));

    public override void Finish() => Result = FlowRun.Awaited(ref _awaiter);

    private bool Await(ValueTask<T> task)
    {
        var awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _awaiter = awaiter;
            return Run.Suspend(Step, awaiter);
        }

        Result = awaiter.GetResult();
        return true;
    }
}
