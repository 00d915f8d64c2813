namespace AsyncFlow;

/// <summary>
/// A lock that a fixed number of steps, in any runs of any flows on any hosts, can hold at a time; first come, first served.
/// Name it in <see cref="WithLockAttribute">[WithLock]</see>, or take it by hand with <see cref="EnterAsync"/>. Safe to use
/// from any thread.
/// </summary>
/// <example><code>private readonly FlowSemaphore _net = new(permits: 4);</code></example>
public sealed class FlowSemaphore : IFlowLock, IPermitLock
{
    private readonly PermitQueue _permits;

    /// <summary>Makes a semaphore with every permit free.</summary>
    /// <param name="permits">How many can hold it at a time; at least 1.</param>
    /// <param name="name">A name for people to read.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is less than 1.</exception>
    public FlowSemaphore(int permits, string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        _permits = new PermitQueue(permits);
        Name = name;
    }

    /// <summary>How many can hold the semaphore at a time.</summary>
    public int Permits => _permits.Permits;

    /// <summary>The semaphore's name, if it was given one.</summary>
    public string? Name { get; }

    PermitQueue IPermitLock.Permits => _permits;

    /// <summary>Takes a permit and gives a lease that releases it when disposed.</summary>
    /// <param name="cancellationToken">Ends the wait: no permit is then held.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before a permit was taken.</exception>
    public ValueTask<FlowLockLease> EnterAsync(CancellationToken cancellationToken = default) => _permits.EnterAsync(this, cancellationToken);

    /// <inheritdoc/>
    public ValueTask AcquireAsync(CancellationToken cancellationToken) => _permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken);

    /// <summary>Gives back what one successful <see cref="AcquireAsync"/> took. May be called on any thread.</summary>
    /// <exception cref="SynchronizationLockException">Every permit is free already.</exception>
    public void Release() => _permits.Release(this);

    /// <summary>The semaphore's name, or its type's.</summary>
    public override string ToString() => Name ?? nameof(FlowSemaphore);
}
