using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Execution;

namespace AsyncFlow.Building.Steps;

/// <summary>Calls the function for the elements of one run.</summary>
/// <param name="run">The run of the elements.</param>
/// <param name="count">How many steps it has.</param>
/// <param name="definition">How to process the elements.</param>
/// <param name="policies">The policies around each call; null for none.</param>
internal struct ElementCalls<TItem, T>(FlowRun run, int count, ForEachDefinition<TItem, ValueTask<T>> definition, StepPolicies<T>? policies)
{
    // The awaiters of elements that have suspended: a synchronous function needs none.
    private PerStep<ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter> _awaiters = new(count);

    /// <summary>The policies of a step, with a call of its function for an element within them.</summary>
    public static StepPolicies<T> Under(IStepPolicy[] policies, ForEachDefinition<TItem, ValueTask<T>> definition)
    {
        ElementCall<TItem, ValueTask<T>> call = definition.Call;
        return new(policies, Attempt, isSynchronous: !definition.IsAsync);

        ValueTask<T> Attempt(StepAttempts attempts, CancellationToken token)
        {
            ForEachRun<TItem> run = (ForEachRun<TItem>)attempts.Run;
            return call(new(run, attempts.Step, attempts, token), run.Item(attempts.Step));
        }
    }

    /// <inheritdoc cref="FlowSteps.Start"/>
    public bool Start(int step, TItem item, ref T result)
    {
        ValueTask<T> task = policies is null ? definition.Call(new(run, step), item) : policies.ExecuteAsync(run, step);
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = task.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _awaiters[step] = awaiter;
            return run.Suspend(step, awaiter);
        }

        result = awaiter.GetResult();
        return true;
    }

    /// <inheritdoc cref="FlowSteps.Finish"/>
    public void Finish(int step, ref T result) => result = FlowRun.Awaited(ref _awaiters[step]);
}
