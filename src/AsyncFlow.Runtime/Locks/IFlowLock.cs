namespace AsyncFlow;

/// <summary>
/// A lock that steps can hold. Implement it for locks of other kinds, for example a distributed one. Implementations must be safe to
/// use from any thread.
/// </summary>
public interface IFlowLock
{
    /// <summary>Takes the lock; completes when the caller holds it.</summary>
    /// <param name="cancellationToken">Cancels the wait; the lock is then not held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was taken.</exception>
    ValueTask AcquireAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what one successful <see cref="AcquireAsync"/> took. May be called on any thread.</summary>
    void Release();
}
