namespace AsyncFlow;

/// <summary>
/// A lock that one step, in any run of any flow on any host, can hold at a time; first come, first served. Name it in
/// <see cref="WithLockAttribute">[WithLock]</see>, or take it by hand with <see cref="EnterAsync"/>. Not reentrant. Safe to
/// use from any thread.
/// </summary>
/// <example><code>using (await _lock.EnterAsync(cancellationToken)) { /* alone */ }</code></example>
public sealed class FlowLock : IFlowLock, IPermitLock
{
    private readonly PermitQueue _permits = new(1);

    /// <summary>Makes a lock that nobody holds.</summary>
    public FlowLock() { }

    /// <summary>Makes a lock that nobody holds, with a name for people to read.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentNullException">The name is null.</exception>
    public FlowLock(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The lock's name, if it was given one.</summary>
    public string? Name { get; }

    PermitQueue IPermitLock.Permits => _permits;

    /// <summary>Takes the lock and gives a lease that releases it when disposed.</summary>
    /// <param name="cancellationToken">Ends the wait: the lock is then not held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was taken.</exception>
    public ValueTask<FlowLockLease> EnterAsync(CancellationToken cancellationToken = default) => _permits.EnterAsync(this, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => _permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken);

    /// <summary>Gives back what one successful <see cref="AcquireAsync"/> took. May be called on any thread.</summary>
    /// <exception cref="SynchronizationLockException">Nobody holds the lock.</exception>
    public void Release() => _permits.Release(this);

    /// <summary>The lock's name, or its type's.</summary>
    public override string ToString() => Name ?? nameof(FlowLock);
}
