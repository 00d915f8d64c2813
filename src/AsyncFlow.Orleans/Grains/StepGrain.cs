using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using Orleans.Concurrency;
using Orleans.Placement;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IStepGrain"/>
[Reentrant, NeedsFlow, RandomPlacement]
internal sealed class StepGrain(StepExecutor executor, LockedSteps steps, Waiting waiting) : WorkGrain(waiting), IStepGrain
{
    /// <inheritdoc/>
    public Task<WorkReply> ExecuteAsync(StepRequest request) => ExecuteAsync(request.IsCanceled, async cancellation =>
    {
        StepWork work = await executor.PrepareAsync(request.Run, request.Flow, request.Step);
        return await steps.ExecuteAsync(work, element: -1, request.Epoch, cancellation.Token);
    });

    /// <inheritdoc/>
    /// <remarks>If it did not succeed, that was stored or its run was lost before that: another call is then a new attempt.</remarks>
    protected override bool IsExecutedAgain(Task<StepResult> ended) => ended is not { IsCompletedSuccessfully: true, Result.Status: StepStatus.Succeeded };
}
