using System.Diagnostics;

namespace AsyncFlow.Locks;

/// <summary>
/// A fixed number of permits, granted first come, first served. Taking a free permit, and giving one back while the queue is empty,
/// is one interlocked operation each; everything else happens under a monitor.
/// </summary>
internal sealed partial class PermitQueue(int permits)
{
    private const int Contended = -1;

    private readonly object _gate = new();

    // The number of free permits, or Contended: none is free and at least one waiter is queued. Any thread may change it from one
    // number to another; it becomes Contended, and stops being so, only under _gate. Hence
    //   under _gate: _state == Contended  <=>  _waiters is not empty.
    private int _state = permits;

    // Guarded by _gate.
    private readonly LinkedList<Waiter> _waiters = new();

    /// <summary>How many permits there are, free or not.</summary>
    public int Permits { get; } = permits;

    /// <summary>The lock's place in the order of creation, in which a step takes several.</summary>
    public long Rank { get; } = LockRank.Next();

    /// <summary>Takes a permit if one is free. None is while a waiter is queued, so no thread overtakes a waiter.</summary>
    public bool TryAcquire()
    {
        int free = Volatile.Read(ref _state);
        Debug.Assert(free >= Contended && free <= Permits, "There are as many permits as at the beginning.");
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

    /// <summary>Takes a permit; completes when the caller has it.</summary>
    /// <param name="runContinuationsAsynchronously">
    /// Whether continuations must not run inside <see cref="Release"/>. Those of the engine may, since they only schedule.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait.</param>
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
            AssertConsistent();

            // Takes a permit that is free after all, or marks the queue as contended. A release in between makes the exchange fail.
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
            AssertConsistent();
        }

        return waiter.WaitAsync(cancellationToken);
    }

    /// <summary>Gives a permit back: to the first waiter, if there is one.</summary>
    /// <param name="owner">The lock, for the message.</param>
    /// <exception cref="SynchronizationLockException">Every permit is free.</exception>
    public void Release(IFlowLock owner)
    {
        if (!TryRelease())
        {
            throw new SynchronizationLockException($"'{owner}' was released more often than it was taken. Release it once for each time it was acquired.");
        }
    }

    /// <summary>Gives a permit back: to the first waiter, if there is one.</summary>
    /// <returns>False if every permit is free.</returns>
    public bool TryRelease()
    {
        while (true)
        {
            int free = Volatile.Read(ref _state);
            if (free == Permits)
            {
                return false;
            }

            if (free != Contended)
            {
                if (Interlocked.CompareExchange(ref _state, free + 1, free) == free)
                {
                    return true;
                }
            }
            else if (TryDequeue() is { } first)
            {
                // Outside the monitor, since continuations may run in here.
                first.Grant();
                return true;
            }
        }
    }

    /// <summary>Removes a waiter from the queue; false if it has been granted a permit.</summary>
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
        AssertConsistent();
        Debug.Assert(waiter.Node?.List == _waiters, "A waiter knows its place in the queue.");
        _waiters.Remove(waiter.Node!);
        waiter.Node = null;
        if (_waiters.Count == 0)
        {
            Volatile.Write(ref _state, 0);
        }

        AssertConsistent();
    }

    // Under _gate.
    [Conditional("DEBUG")]
    private void AssertConsistent() =>
        Debug.Assert(Volatile.Read(ref _state) == Contended == _waiters.Count > 0, "The queue is contended exactly if a waiter is in it.");
}
