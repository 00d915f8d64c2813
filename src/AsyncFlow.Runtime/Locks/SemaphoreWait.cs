namespace AsyncFlow;

/// <summary>
/// A wait for a <see cref="SemaphoreSlim"/> of which can be told at once that it is over. The task of the semaphore's own wait
/// that can be cancelled completes only after a few detours through the thread pool. For simulations.
/// </summary>
internal sealed class SemaphoreWait(SemaphoreSlim semaphore, CancellationToken cancellationToken)
{
    private readonly Task _granted = semaphore.WaitAsync(CancellationToken.None);

    /// <summary>Whether <see cref="AcquireAsync"/> has completed or soon will.</summary>
    public bool IsOver => _granted.IsCompleted || cancellationToken.IsCancellationRequested;

    public async ValueTask AcquireAsync()
    {
        try
        {
            await _granted.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The wait cannot leave the semaphore's queue, so it gives back what it gets.
            _ = _granted.ContinueWith(static (_, state) => ((SemaphoreSlim)state!).Release(), semaphore, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }
}
