using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;

namespace AsyncFlow.Orleans.Grains;

/// <summary>Executes work once at a time: a call that asks for it while it is executed joins it.</summary>
internal abstract class WorkGrain(Waiting waiting) : Grain, IDisposable
{
    private CancellationTokenSource _cancellation = new();
    private Task<StepResult>? _work;

    /// <summary>Cancels the token of the work.</summary>
    public Task CancelAsync() => _cancellation.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => _cancellation.Dispose();

    /// <summary>Executes the work, or joins its execution, and waits a while for the end.</summary>
    /// <param name="isCanceled">Whether its token is to be cancelled.</param>
    /// <param name="execute">Executes the work.</param>
    protected async Task<WorkReply> ExecuteAsync(bool isCanceled, Func<CancellationTokenSource, Task<StepResult>> execute)
    {
        // No await before the work is noted: another call may come in between.
        if (_work is null || (_work.IsCompleted && IsExecutedAgain(_work)))
        {
            _cancellation = CancellationTokenSource.CreateLinkedTokenSource(waiting.Stopping, new CancellationToken(isCanceled));
            _work = execute(_cancellation);
        }
        else if (isCanceled)
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

    /// <summary>Whether a call after the end has the work executed again, instead of getting the same reply.</summary>
    /// <param name="ended">The work that has ended.</param>
    protected abstract bool IsExecutedAgain(Task<StepResult> ended);
}
