using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using Orleans.Concurrency;

namespace AsyncFlow.Orleans.Grains;

/// <inheritdoc cref="IStepGrain"/>
[Reentrant]
internal sealed class StepGrain(StepExecutor executor, Waiting waiting) : Grain, IStepGrain, IDisposable
{
    private CancellationTokenSource _cancellation = new();
    private Task<StepResult>? _work;

    /// <inheritdoc/>
    public async Task<WorkReply> ExecuteAsync(StepRequest request)
    {
        // What has ended without success was stored, or its run was lost before that: whoever asks again wants it executed again.
        if (_work is null || (_work.IsCompleted && _work is not { IsCompletedSuccessfully: true, Result.Status: StepStatus.Succeeded }))
        {
            _cancellation = CancellationTokenSource.CreateLinkedTokenSource(waiting.Stopping);
            _work = WorkAsync(request, _cancellation.Token);
        }

        if (request.IsCanceled)
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

    private async Task<StepResult> WorkAsync(StepRequest request, CancellationToken cancellationToken)
    {
        StepWork work = await executor.PrepareAsync(request.Run, request.Flow, request.Step);
        return await work.ExecuteAsync(element: -1, cancellationToken);
    }
}
