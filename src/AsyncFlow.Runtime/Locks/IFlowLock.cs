namespace AsyncFlow;

/// <summary>
/// A lock that steps can hold. Implement it to let steps take a lock of your own, a distributed one for example.
/// Implementations must be safe to use from any thread.
/// </summary>
public interface IFlowLock
{
    /// <summary>Takes the lock; completes when the caller holds it.</summary>
    /// <param name="cancellationToken">Ends the wait: the lock is then not held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was taken.</exception>
    ValueTask AcquireAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what one successful <see cref="AcquireAsync"/> took. May be called on any thread.</summary>
    void Release();
}
