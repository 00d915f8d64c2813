using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>
/// A store that fails at random, before it has done something or after it, and that checks at every change what must hold of a lock: never more holders than permits,
/// and each fence is granted once and larger than all before.
/// </summary>
internal sealed class FaultyStore(SqliteRunStore store, RandomLoop loop, Faults faults, int permits) : ILockStore
{
    private readonly Dictionary<long, LockHolder> _holders = [];
    private long _fence;

    /// <summary>What each accepted result was based on: a lost update shows that two steps held the lock at a time.</summary>
    public int Counter { get; private set; }

    /// <summary>How many results were accepted.</summary>
    public int Accepted { get; private set; }

    /// <summary>How many results were refused.</summary>
    public int Refused { get; private set; }

    public async Task<LockRecord> ReadLockAsync(string name)
    {
        await loop.HopAsync();
        faults.Throw("read");
        LockRecord read = Wait(() => store.ReadLockAsync(name));
        await loop.HopAsync();
        return read;
    }

    public async Task<bool> CommitAsync(LockCommit commit)
    {
        await loop.HopAsync();
        faults.Throw("before a grant");
        bool isAccepted = Wait(() => store.CommitAsync(commit));
        if (isAccepted)
        {
            Apply(commit);
        }

        await loop.HopAsync();
        faults.Throw("after a grant");
        return isAccepted;
    }

    /// <summary>Stores what an owner has made while it held the lock.</summary>
    /// <param name="commit">One element.</param>
    /// <param name="based">The counter when the owner began.</param>
    public async Task<bool> CommitAsync(ChunkCommit commit, int based)
    {
        await loop.HopAsync();
        faults.Throw("before a result");
        bool isAccepted = Wait(() => store.CommitAsync(commit));
        StepRecord element = commit.Elements[0];
        HeldLock held = element.Locks![0];
        bool isHeld = _holders.TryGetValue(held.Fence, out LockHolder? holder) && holder.Owner == new LockOwner(commit.Run, commit.Step, element.Element) && holder.Attempt == held.Attempt;
        Assert.Equal(isHeld, isAccepted);
        if (isAccepted)
        {
            _holders.Remove(held.Fence);
            Accepted++;
            Counter = permits == 1 ? based + 1 : Counter + 1;
        }
        else
        {
            Refused++;
        }

        await loop.HopAsync();
        faults.Throw("after a result");
        return isAccepted;
    }

    private void Apply(LockCommit commit)
    {
        foreach (long fence in commit.Removed)
        {
            _holders.Remove(fence);
        }

        foreach (LockHolder holder in commit.Granted)
        {
            Assert.True(holder.Fence > _fence, $"fence {holder.Fence} after {_fence}");
            Assert.DoesNotContain(_holders.Values, other => other.Owner == holder.Owner);
            _fence = holder.Fence;
            _holders.Add(holder.Fence, holder);
        }

        Assert.InRange(_holders.Count, 0, permits);
    }

    // What the store does on other threads decides nothing here, so that the seed repeats the run.
    private static T Wait<T>(Func<Task<T>> call) => Task.Run(call).GetAwaiter().GetResult();
}
