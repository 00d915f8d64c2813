using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;
using Orleans.Concurrency;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IChunkGrain"/>
[Reentrant]
internal sealed class ChunkGrain(StepExecutor executor, IRunStore store, DurableLimits limits, TimeProvider time, Waiting waiting) : Grain, IChunkGrain, IDisposable
{
    private CancellationTokenSource _cancellation = new();
    private Task<StepResult>? _work;

    /// <inheritdoc/>
    public async Task<WorkReply> ExecuteAsync(ChunkRequest request)
    {
        // Who asks again after the end gets it from what is stored.
        if (_work is null || _work.IsCompleted)
        {
            _cancellation = CancellationTokenSource.CreateLinkedTokenSource(waiting.Stopping);
            if (request.IsCanceled)
            {
                await _cancellation.CancelAsync();
            }

            _work = WorkAsync(request, _cancellation);
        }
        else if (request.IsCanceled)
        {
            await _cancellation.CancelAsync();
        }

        Task<StepResult> work = _work;
        if (!await waiting.EndsInTimeAsync(work))
        {
            return WorkReply.Pending;
        }

        DeactivateOnIdle();
        return (await work).ToReply();
    }

    /// <inheritdoc/>
    public Task CancelAsync() => _cancellation.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    private async Task<StepResult> WorkAsync(ChunkRequest request, CancellationTokenSource cancellation)
    {
        StepWork work = await executor.PrepareAsync(request.Run, request.Flow, request.Step);
        return await new ChunkRun(request, work, store, limits, time, cancellation, waiting.Stopping).ExecuteAsync();
    }
}
