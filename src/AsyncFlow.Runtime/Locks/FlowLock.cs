using AsyncFlow.Locks;

namespace AsyncFlow;

/// <summary>
/// A lock that one step can hold at a time, across runs, flows and hosts; first come, first served. Name it in
/// <see cref="WithLockAttribute">[WithLock]</see>, or take it by hand with <see cref="EnterAsync"/>. Not reentrant. Safe to
/// use from any thread.
/// </summary>
/// <example><code>using (await _lock.EnterAsync(cancellationToken)) { /* alone */ }</code></example>
public sealed class FlowLock : IFlowLock, IPermitLock
{
    private readonly PermitQueue _permits = new(1);
    private readonly FlowLockLease.Tickets _leases;

    /// <summary>Creates a lock that is free.</summary>
    public FlowLock() => _leases = new FlowLockLease.Tickets(this, _permits);

    /// <summary>Creates a lock that is free and has a name, which appears in messages.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="name"/> is null.</exception>
    public FlowLock(string name)
        : this()
    {
        ArgumentNullException.ThrowIfNull(name);
        Name = name;
    }

    /// <summary>The lock's name; null if it has none.</summary>
    public string? Name { get; }

    PermitQueue IPermitLock.Permits => _permits;

    /// <summary>Waits for the lock and returns a lease that releases it when disposed.</summary>
    /// <param name="cancellationToken">Cancels the wait; the lock is then not held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the lock was taken.</exception>
    public ValueTask<FlowLockLease> EnterAsync(CancellationToken cancellationToken = default) => _leases.EnterAsync(cancellationToken);

    /// <summary>Takes the lock if it is free, without waiting.</summary>
    /// <param name="lease">Releases the lock when disposed; does nothing if the lock was not taken.</param>
    /// <returns>Whether the lock was taken.</returns>
    /// <example><code>if (_lock.TryEnter(out FlowLockLease lease)) { using (lease) { /* alone */ } }</code></example>
    public bool TryEnter(out FlowLockLease lease) => _leases.TryEnter(out lease);

    /// <summary>Takes the lock if it is free, without waiting. <see cref="Release"/> gives it back.</summary>
    /// <returns>Whether the lock was taken.</returns>
    public bool TryAcquire() => _permits.TryAcquire();

    /// <inheritdoc/>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => _permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken);

    /// <summary>Gives back what one <see cref="AcquireAsync"/> or <see cref="TryAcquire"/> took. May be called on any thread.</summary>
    /// <exception cref="SynchronizationLockException">The lock is not held.</exception>
    public void Release() => _permits.Release(this);

    /// <summary>The lock's name, or the name of its type.</summary>
    public override string ToString() => Name ?? nameof(FlowLock);
}
