namespace AsyncFlow.Locks;

/// <summary>
/// A wait for a <see cref="SemaphoreSlim"/> that tells at once when it is over, for simulations. The task of the semaphore's own wait
/// with a token completes only after several hops on the thread pool.
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
            // The wait cannot leave the semaphore's queue, so the permit is released when it is granted.
            _ = _granted.ContinueWith(static (_, state) => ((SemaphoreSlim)state!).Release(), semaphore, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            throw;
        }
    }
}
