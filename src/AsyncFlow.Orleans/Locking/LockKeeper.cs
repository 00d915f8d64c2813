using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Locking;

/// <summary>
/// Grants a lock, first come, first served. Who holds it is stored before they learn of it; leases and the queue are only here. Used by one thread at a time:
/// that of the grain.
/// </summary>
/// <remarks>
/// Correctness rests on the store alone. Every grant is a commit that compares versions, so of two activations only one grants; and what a step stores is refused
/// when its fence was removed. Leases decide only when a holder that is not heard of loses the lock. A lease that ran out matters when another one waits,
/// so waiting calls look after it, and there is no timer.
/// </remarks>
internal sealed class LockKeeper
{
    private readonly string _name;
    private readonly ILockStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lease;
    private readonly Action _isLost;
    private readonly long _start;
    private readonly LockQueue _queue;
    private readonly Dictionary<LockOwner, Holder> _holders;
    private long _version;
    private long _fence;
    private TimeSpan _nextLook;
    private bool _isBusy;
    private Exception? _failure;

    private LockKeeper(string name, LockRecord stored, ILockStore store, TimeProvider time, TimeSpan lease, Action isLost)
    {
        (_name, _store, _time, _lease, _isLost) = (name, store, time, lease, isLost);
        (_version, _fence) = (stored.Version, stored.Fence);
        _start = time.GetTimestamp();
        _queue = new LockQueue(stored.Version);

        // Holders may not know yet that the keeper has changed. Each has a whole lease to renew it.
        _holders = stored.Holders.ToDictionary(static holder => holder.Owner, holder => new Holder(holder) { LeaseEnd = lease });
    }

    private TimeSpan Now => _time.GetElapsedTime(_start);

    /// <summary>Takes up a lock: from now on, what an older activation stores is refused.</summary>
    /// <param name="name">The name of the lock.</param>
    /// <param name="store">Where it is stored.</param>
    /// <param name="time">The clock of the leases.</param>
    /// <param name="lease">How long a holder keeps the lock that does not renew its lease.</param>
    /// <param name="isLost">Is called when another activation has the lock, or its state could not be stored.</param>
    /// <exception cref="LostRunException">Another activation has taken it up at the same moment.</exception>
    public static async Task<LockKeeper> OpenAsync(string name, ILockStore store, TimeProvider time, TimeSpan lease, Action isLost)
    {
        LockRecord stored = await store.ReadLockAsync(name);
        LockKeeper keeper = new(name, stored with { Version = stored.Version + 1 }, store, time, lease, isLost);
        await keeper.CommitAsync(new LockCommit(name, stored.Version + 1, stored.Fence, [], [], time.GetUtcNow()));
        return keeper;
    }

    /// <summary>Waits for the lock.</summary>
    /// <param name="request">Who waits.</param>
    /// <param name="patience">How long this call waits.</param>
    /// <param name="stopping">Ends the call early.</param>
    public async Task<LockReply> AcquireAsync(LockRequest request, TimeSpan patience, CancellationToken stopping)
    {
        ThrowIfLost();
        if (_holders.TryGetValue(request.Owner, out Holder? holder) && holder.Attempt == request.Attempt && holder.State == HolderState.Holding)
        {
            holder.LeaseEnd = Now + _lease;
            return new LockReply(holder.Fence, IsSuperseded: false, null);
        }

        if (request.Epoch < Math.Max(holder?.Epoch ?? 0, _queue.Find(request.Owner)?.Epoch ?? 0))
        {
            return new LockReply(0, IsSuperseded: true, null);
        }

        LockWaiter waiter = _queue.Enter(request);
        TimeSpan end = Now + patience;
        waiter.Calls++;
        try
        {
            while (true)
            {
                _ = AdvanceAsync();
                if (waiter.Reply.IsCompleted || Now >= end || stopping.IsCancellationRequested)
                {
                    return waiter.Reply.IsCompleted ? await waiter.Reply : new LockReply(0, IsSuperseded: false, waiter.Ticket);
                }

                await WaitAsync(waiter.Reply, end, stopping);
            }
        }
        finally
        {
            waiter.Calls--;
            waiter.LastCall = Now;
        }
    }

    /// <summary>Begins the lease of a holder anew, if it still holds the lock.</summary>
    public LeaseState Renew(LockOwner owner, long fence)
    {
        ThrowIfLost();
        if (_holders.TryGetValue(owner, out Holder? holder) && holder.Fence == fence && holder.State == HolderState.Holding)
        {
            holder.LeaseEnd = Now + _lease;
            return LeaseState.Held;
        }

        return _queue.Find(owner) is not null || holder?.Fence > fence ? LeaseState.Superseded : LeaseState.Lost;
    }

    /// <summary>An execution neither holds the lock any more nor waits for it.</summary>
    /// <param name="owner">What has been executed.</param>
    /// <param name="attempt">The execution.</param>
    /// <param name="isStored">Whether the store knows.</param>
    public async Task LeaveAsync(LockOwner owner, string attempt, bool isStored)
    {
        ThrowIfLost();
        _queue.Leave(owner, attempt);
        if (_holders.TryGetValue(owner, out Holder? holder) && holder.Attempt == attempt && holder.State == HolderState.Holding)
        {
            if (isStored)
            {
                _holders.Remove(owner);
            }
            else
            {
                holder.State = HolderState.Released;
            }
        }

        await AdvanceAsync();
    }

    // Until the reply, the end of the call, or the end of a lease that may make room.
    private async Task WaitAsync(Task<LockReply> reply, TimeSpan end, CancellationToken stopping)
    {
        TimeSpan until = end;
        foreach (Holder holder in _holders.Values)
        {
            until = holder.State == HolderState.Holding && holder.LeaseEnd < until ? holder.LeaseEnd : until;
        }

        try
        {
            TimeSpan left = until - Now;
            await reply.WaitAsync(left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1), _time, stopping);
        }
        catch (Exception) when (!reply.IsCompleted)
        {
            // The caller looks at the time.
        }
    }

    // Releases and grants as long as there is something to do, one commit after the other. What happens during a commit is seen after it.
    private async Task AdvanceAsync()
    {
        if (_isBusy || _failure is not null)
        {
            return;
        }

        _isBusy = true;
        try
        {
            await LookAsync();
            while (Decide() is { } decision)
            {
                await CommitAsync(decision.Commit);
                Apply(decision);
            }
        }
        catch (Exception exception)
        {
            // Whether the last change was stored is not known. The next activation reads it.
            _failure = exception;
            _queue.Fail(exception);
            _isLost();
        }
        finally
        {
            _isBusy = false;
        }
    }

    // Holders that have ended are gone from the store, even if the process died that would have told it.
    private async Task LookAsync()
    {
        if (_queue.IsEmpty || _holders.Count == 0 || Now < _nextLook)
        {
            return;
        }

        _nextLook = Now + (_lease / 3);
        HashSet<long> stored = [.. (await _store.ReadLockAsync(_name)).Holders.Select(static holder => holder.Fence)];
        foreach (Holder holder in _holders.Values.Where(holder => !stored.Contains(holder.Fence)).ToArray())
        {
            _holders.Remove(holder.Owner);
        }
    }

    private Decision? Decide()
    {
        List<Holder> removed = [.. _holders.Values.Where(static holder => holder.State == HolderState.Released)];
        List<(LockWaiter Waiter, LockHolder Holder)> granted = [];
        foreach (Holder holder in _queue.IsEmpty ? [] : _holders.Values.Where(static holder => holder.State == HolderState.Holding))
        {
            if (_queue.Find(holder.Owner) is { } again)
            {
                // It was executed before, by a process that has ended or is taken for dead.
                removed.Add(holder);
                Grant(again);
            }
        }

        TimeSpan now = Now;
        Queue<Holder> expired = new(_holders.Values.Where(holder => holder.State == HolderState.Holding && holder.LeaseEnd <= now).Except(removed).OrderBy(static holder => holder.LeaseEnd));
        _queue.RemoveSilent(now - _lease);
        foreach (LockWaiter waiter in _queue.Waiters.Where(waiter => !_holders.ContainsKey(waiter.Owner)))
        {
            while (Count() >= waiter.Permits && expired.TryDequeue(out Holder? silent))
            {
                removed.Add(silent);
            }

            if (Count() >= waiter.Permits)
            {
                break;
            }

            Grant(waiter);
        }

        if (removed.Count == 0 && granted.Count == 0)
        {
            return null;
        }

        removed.ForEach(static holder => holder.State = HolderState.Leaving);
        LockCommit commit = new(_name, _version + 1, _fence + granted.Count, [.. removed.Select(static holder => holder.Fence)], [.. granted.Select(static grant => grant.Holder)], _time.GetUtcNow());
        return new Decision(commit, removed, granted);

        int Count() => _holders.Count - removed.Count + granted.Count;

        void Grant(LockWaiter waiter) => granted.Add((waiter, new LockHolder(_fence + granted.Count + 1, waiter.Owner, waiter.Attempt)));
    }

    private void Apply(Decision decision)
    {
        foreach (Holder holder in decision.Removed)
        {
            _holders.Remove(holder.Owner);
        }

        TimeSpan leaseEnd = Now + _lease;
        foreach ((LockWaiter waiter, LockHolder granted) in decision.Granted)
        {
            // Who has left the queue meanwhile does not want the lock any more.
            bool isWanted = _queue.Remove(waiter);
            _holders[granted.Owner] = new Holder(granted) { Epoch = waiter.Epoch, LeaseEnd = leaseEnd, State = isWanted ? HolderState.Holding : HolderState.Released };
        }

        foreach ((LockWaiter waiter, LockHolder granted) in decision.Granted)
        {
            waiter.Grant(granted.Fence);
        }
    }

    private async Task CommitAsync(LockCommit commit)
    {
        if (!await _store.CommitAsync(commit))
        {
            throw new LostRunException(_name);
        }

        (_version, _fence) = (commit.Version, commit.Fence);
    }

    private void ThrowIfLost()
    {
        if (_failure is not null)
        {
            throw new LostRunException(_name);
        }
    }

    private enum HolderState
    {
        Holding,

        /// <summary>Has released the lock, which the store does not know yet.</summary>
        Released,

        /// <summary>The commit that removes it is on its way.</summary>
        Leaving,
    }

    private sealed class Holder(LockHolder stored)
    {
        public LockOwner Owner => stored.Owner;

        public long Fence => stored.Fence;

        public string Attempt => stored.Attempt;

        /// <summary>The epoch of the run; 0 if an earlier activation granted the lock.</summary>
        public long Epoch { get; init; }

        public TimeSpan LeaseEnd { get; set; }

        public HolderState State { get; set; }
    }

    private sealed record Decision(LockCommit Commit, List<Holder> Removed, List<(LockWaiter Waiter, LockHolder Holder)> Granted);
}
