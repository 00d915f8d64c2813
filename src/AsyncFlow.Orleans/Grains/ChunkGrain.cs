using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Orleans.Concurrency;
using Orleans.Placement;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IChunkGrain"/>
[Reentrant, NeedsFlow, RandomPlacement]
internal sealed class ChunkGrain(StepExecutor executor, LockedSteps steps, IRunStore store, DurableLimits limits, TimeProvider time, Waiting waiting) : WorkGrain(waiting), IChunkGrain
{
    // Not captured: the base class has it too.
    private readonly CancellationToken _stopping = waiting.Stopping;

    /// <inheritdoc/>
    public Task<WorkReply> ExecuteAsync(ChunkRequest request) => ExecuteAsync(request.IsCanceled, async cancellation =>
    {
        StepWork work = await executor.PrepareAsync(request.Run, request.Flow, request.Step);
        return await new ChunkRun(request, work, steps, store, limits, time, cancellation, _stopping).ExecuteAsync();
    });

    /// <inheritdoc/>
    /// <remarks>Every result is stored by then: it is read, and not made again.</remarks>
    protected override bool IsExecutedAgain(Task<StepResult> ended) => true;
}
