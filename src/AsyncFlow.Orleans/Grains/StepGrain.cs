using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Orleans.Concurrency;
using Orleans.Placement;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IStepGrain"/>
[Reentrant, NeedsFlow, RandomPlacement]
internal sealed class StepGrain(StepExecutor executor, LockedSteps steps, IRunStore store, Waiting waiting) : WorkGrain(waiting), IStepGrain
{
    /// <inheritdoc/>
    public Task<WorkReply> ExecuteAsync(StepRequest request) => ExecuteAsync(request.IsCanceled, async cancellation =>
    {
        // A call that comes late or twice, when the result is on disk: who has sent it has lost the run, or has the result.
        if (await store.IsCommittedAsync(request.Run, request.Step))
        {
            return new(StepStatus.Canceled, null, null, 0);
        }

        StepWork work = request.Data is { } data
            ? executor.Prepare(request.Run, request.Flow, request.Step, data)
            : await executor.PrepareAsync(request.Run, request.Flow, request.Step);
        return await steps.ExecuteAsync(work, element: -1, request.Epoch, cancellation.Token);
    });

    /// <inheritdoc/>
    /// <remarks>If it did not succeed, that was stored or its run was lost before that: another call is then a new attempt.</remarks>
    protected override bool IsExecutedAgain(Task<StepResult> ended) => ended is not { IsCompletedSuccessfully: true, Result.Status: StepStatus.Succeeded };
}
