using AsyncFlow.Locks;

namespace AsyncFlow;

/// <summary>
/// A lock that a fixed number of steps can hold at a time, across runs, flows and hosts; first come, first served.
/// Name it in <see cref="WithLockAttribute">[WithLock]</see>, or take it by hand with <see cref="EnterAsync"/>. Safe to use
/// from any thread.
/// </summary>
/// <example><code>private readonly FlowSemaphore _net = new(permits: 4);</code></example>
public sealed class FlowSemaphore : IFlowLock, IPermitLock
{
    private readonly PermitQueue _permits;
    private readonly FlowLockLease.Tickets _leases;

    /// <summary>Creates a semaphore with every permit free.</summary>
    /// <param name="permits">How many can hold it at a time; at least 1.</param>
    /// <param name="name">A name, which appears in messages.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is less than 1.</exception>
    public FlowSemaphore(int permits, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        _permits = new PermitQueue(permits);
        _leases = new FlowLockLease.Tickets(this, _permits);
        Name = name;
    }

    /// <summary>How many can hold the semaphore at a time.</summary>
    public int Permits => _permits.Permits;

    /// <summary>The semaphore's name; null if it has none.</summary>
    public string? Name { get; }

    PermitQueue IPermitLock.Permits => _permits;

    /// <summary>Waits for a permit and returns a lease that releases it when disposed.</summary>
    /// <param name="cancellationToken">Cancels the wait; no permit is then held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before a permit was taken.</exception>
    public ValueTask<FlowLockLease> EnterAsync(CancellationToken cancellationToken = default) => _leases.EnterAsync(cancellationToken);

    /// <summary>Takes a permit if one is free, without waiting.</summary>
    /// <param name="lease">Releases the permit when disposed; does nothing if none was taken.</param>
    /// <returns>Whether a permit was taken.</returns>
    public bool TryEnter(out FlowLockLease lease) => _leases.TryEnter(out lease);

    /// <summary>Takes a permit if one is free, without waiting. <see cref="Release"/> gives it back.</summary>
    /// <returns>Whether a permit was taken.</returns>
    public bool TryAcquire() => _permits.TryAcquire();

    /// <inheritdoc/>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => _permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken);

    /// <summary>Gives back what one <see cref="AcquireAsync"/> or <see cref="TryAcquire"/> took. May be called on any thread.</summary>
    /// <exception cref="SynchronizationLockException">Every permit is free.</exception>
    public void Release() => _permits.Release(this);

    /// <summary>The semaphore's name, or the name of its type.</summary>
    public override string ToString() => Name ?? nameof(FlowSemaphore);
}
