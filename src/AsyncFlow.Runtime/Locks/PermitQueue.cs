namespace AsyncFlow;

/// <summary>
/// A fixed number of permits, handed out first come, first served. Taking a free permit and giving one back while nobody
/// waits is one interlocked operation each; everything else happens under a monitor.
/// </summary>
internal sealed partial class PermitQueue(int permits)
{
    private const int Contended = -1;

    private readonly object _gate = new();

    // The free permits, or Contended: none is free and at least one waiter is queued. Anybody may move between values of at
    // least 0; only under _gate does it become Contended or stop being so, hence
    //   under _gate: _state == Contended  <=>  _waiters is not empty.
    private int _state = permits;

    // Guarded by _gate.
    private readonly LinkedList<Waiter> _waiters = new();

    /// <summary>How many permits there are, free or not.</summary>
    public int Permits { get; } = permits;

    /// <summary>Where this lock stands in the global order in which a step takes several.</summary>
    public long Age { get; } = LockRank.Next();

    /// <summary>Takes a permit if one is free.</summary>
    public bool TryAcquire()
    {
        int free = Volatile.Read(ref _state);
        while (free > 0)
        {
            int seen = Interlocked.CompareExchange(ref _state, free - 1, free);
            if (seen == free)
            {
                return true;
            }

            free = seen;
        }

        return false;
    }

    public async ValueTask<FlowLockLease> EnterAsync(IFlowLock owner, CancellationToken cancellationToken)
    {
        await AcquireAsync(runContinuationsAsynchronously: true, cancellationToken).ConfigureAwait(false);
        return new FlowLockLease(owner);
    }

    /// <summary>Takes a permit; completes when the caller has it.</summary>
    /// <param name="runContinuationsAsynchronously">
    /// Whether what awaits must not run inside <see cref="Release"/>. The engine's own continuations only schedule, so they may.
    /// </param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask AcquireAsync(bool runContinuationsAsynchronously, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (TryAcquire())
        {
            return default;
        }

        Waiter waiter = new(this, runContinuationsAsynchronously);
        lock (_gate)
        {
            // Free -> taken, or 0 -> Contended together with the queueing; a releaser that runs in between makes the exchange fail.
            while (Volatile.Read(ref _state) != Contended)
            {
                if (TryAcquire())
                {
                    return default;
                }

                if (Interlocked.CompareExchange(ref _state, Contended, 0) == 0)
                {
                    break;
                }
            }

            waiter.Node = _waiters.AddLast(waiter);
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>Gives a permit back: to the first waiter if there is one.</summary>
    public void Release(IFlowLock owner)
    {
        while (true)
        {
            int free = Volatile.Read(ref _state);
            if (free == Permits)
            {
                throw new SynchronizationLockException($"'{owner}' was released more often than it was taken. Release it once for each time it was acquired.");
            }

            if (free != Contended)
            {
                if (Interlocked.CompareExchange(ref _state, free + 1, free) == free)
                {
                    return;
                }
            }
            else if (TryDequeue() is { } first)
            {
                // Outside the monitor: what awaits may run in here.
                first.Grant();
                return;
            }
        }
    }

    /// <summary>Takes a waiter out of the queue; false if it has been granted a permit already.</summary>
    public bool TryCancel(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Node is null)
            {
                return false;
            }

            Dequeue(waiter);
            return true;
        }
    }

    // The first waiter; null if the last one was cancelled in the meantime.
    private Waiter? TryDequeue()
    {
        lock (_gate)
        {
            Waiter? first = _waiters.First?.Value;
            if (first is not null)
            {
                Dequeue(first);
            }

            return first;
        }
    }

    // Under _gate.
    private void Dequeue(Waiter waiter)
    {
        _waiters.Remove(waiter.Node!);
        waiter.Node = null;
        if (_waiters.Count == 0)
        {
            Volatile.Write(ref _state, 0);
        }
    }
}
