namespace AsyncFlow.Locks;

/// <summary>
/// The lock of one key of a <see cref="FlowLocks{TKey}"/>. As long as it is in use, no other object stands for the key; so two keys have the
/// same order in all steps that need both (<see cref="LockOrder"/>), and waits for a key are known by the object.
/// </summary>
/// <param name="permits">How many can hold it at a time.</param>
internal abstract class KeyedLock(int permits) : IFlowLock, IPermitLock
{
    private readonly PermitQueue _permits = new(permits);

    // Made when the lock is first taken by hand.
    private FlowLockLease.Tickets? _leases;

    /// <summary>The permits of the key.</summary>
    public PermitQueue Permits => _permits;

    /// <summary>The leases of those who take the lock by hand. The end of a lease is also the end of a use.</summary>
    public FlowLockLease.Tickets Leases
    {
        get
        {
            if (Volatile.Read(ref _leases) is { } known)
            {
                return known;
            }

            FlowLockLease.Tickets made = new(new LeaseOwner(this), _permits);
            return Interlocked.CompareExchange(ref _leases, made, null) ?? made;
        }
    }

    /// <inheritdoc/>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => _permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken);

    /// <inheritdoc/>
    public void Release() => _permits.Release(this);

    /// <summary>Gives back one use of the key. The last one forgets the key.</summary>
    public abstract void EndUse();

    private sealed class LeaseOwner(KeyedLock key) : IFlowLock
    {
        public ValueTask AcquireAsync(CancellationToken cancellationToken) => key.AcquireAsync(cancellationToken);

        public void Release()
        {
            key.Release();
            key.EndUse();
        }
    }
}
