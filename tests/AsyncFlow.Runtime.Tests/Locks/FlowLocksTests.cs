
namespace AsyncFlow.Runtime.Tests;

/// <summary>FlowLocks taken by hand.</summary>
public class FlowLocksTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Each_key_has_permits_of_its_own(int permits)
    {
        FlowLocks<string> locks = new(permits);
        for (int i = 0; i < permits; i++)
        {
            Assert.True(locks.TryEnter("a", out _));
        }

        Assert.False(locks.TryEnter("a", out FlowLockLease none));
        none.Dispose();
        Assert.True(locks.TryEnter("b", out FlowLockLease other));
        Assert.Equal((2, permits), (locks.Count, locks.Permits));

        ValueTask<FlowLockLease> waiting = locks.AcquireAsync("a");
        Assert.False(waiting.IsCompleted);
        other.Dispose();
        Assert.Equal(1, locks.Count);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task Waiters_for_a_key_are_served_first_come_first_served()
    {
        FlowLocks<int> locks = new();
        FlowLockLease held = await locks.AcquireAsync(7);
        Task<FlowLockLease>[] waiters = [.. Enumerable.Range(0, 20).Select(_ => locks.AcquireAsync(7).AsTask())];
        foreach (Task<FlowLockLease> waiter in waiters)
        {
            Assert.False(waiter.IsCompleted);
            held.Dispose();
            held = await waiter.Within();
            Assert.False(locks.TryEnter(7, out _));
        }

        held.Dispose();
        Assert.Equal(0, locks.Count);
    }

    [Fact]
    public async Task A_lease_disposed_twice_releases_once()
    {
        FlowLocks<string> locks = new();
        FlowLockLease first = await locks.AcquireAsync("a");
        first.Dispose();
        FlowLockLease second = await locks.AcquireAsync("a");
        first.Dispose();
        Assert.False(locks.TryEnter("a", out _));
        second.Dispose();
        Assert.Equal(0, locks.Count);
    }

    [Fact]
    public async Task A_cancelled_wait_takes_nothing_and_leaves_nothing()
    {
        FlowLocks<string> locks = new();
        using CancellationTokenSource source = new();
        FlowLockLease held = await locks.AcquireAsync("a");
        Task<FlowLockLease> waiting = locks.AcquireAsync("a", source.Token).AsTask();
        Task<FlowLockLease> next = locks.AcquireAsync("a").AsTask();
        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => locks.AcquireAsync("b", source.Token).AsTask().Within());

        held.Dispose();
        (await next.Within()).Dispose();
        Assert.Equal(0, locks.Count);
    }

    [Fact]
    public void Equality_of_keys_is_that_of_the_comparer()
    {
        FlowLocks<string> locks = new(comparer: StringComparer.OrdinalIgnoreCase);
        Assert.True(locks.TryEnter("Host", out FlowLockLease lease));
        Assert.False(locks.TryEnter("hOST", out _));
        lease.Dispose();
        Assert.True(locks.TryEnter("hOST", out _));
    }

    [Fact]
    public async Task Bad_arguments_are_refused()
    {
        Assert.Equal("permits", Assert.Throws<ArgumentOutOfRangeException>(static () => new FlowLocks<int>(0)).ParamName);
        FlowLocks<string> locks = new();
        Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => locks.TryEnter(null!, out _)).ParamName);
        Assert.Equal("key", (await Assert.ThrowsAsync<ArgumentNullException>(async () => await locks.AcquireAsync(null!))).ParamName);
        Assert.Equal(0, locks.Count);
    }

    [Fact]
    public async Task Threads_never_hold_a_key_together_and_leave_no_key_behind()
    {
        FlowLocks<int> locks = new(permits: 2);
        int[] holders = new int[5];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(async () =>
        {
            for (int i = 0; i < 5_000; i++)
            {
                int key = ((i * 7) + thread) % holders.Length;
                if (i % 3 != 0 || !locks.TryEnter(key, out FlowLockLease lease))
                {
                    lease = await locks.AcquireAsync(key);
                }

                using (lease)
                {
                    Assert.InRange(Interlocked.Increment(ref holders[key]), 1, 2);
                    Interlocked.Decrement(ref holders[key]);
                }
            }
        }))).Within();

        Assert.Equal(0, locks.Count);
    }

    [Fact]
    public async Task A_hundred_thousand_keys_are_not_kept()
    {
        FlowLocks<object> locks = new();
        (WeakReference[] keys, FlowLockLease last) = await Task.Run(() => Use(locks)).Within();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // Only the key that is still in use.
        Assert.Equal(1, locks.Count);
        Assert.Equal(1, keys.Count(static key => key.IsAlive));
        last.Dispose();
        Assert.Equal(0, locks.Count);
        GC.KeepAlive(locks);
    }

    // Not asynchronous: the rest of the test could run on the stack of such a method, which keeps its variables, and so the keys. All keys are in use at the same
    // time: half by a holder and a waiter.
    private static (WeakReference[] Keys, FlowLockLease Last) Use(FlowLocks<object> locks)
    {
        object[] keys = [.. Enumerable.Range(0, 100_000).Select(static _ => new object())];
        List<FlowLockLease> leases = [];
        List<Task<FlowLockLease>> waiters = [];
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.True(locks.TryEnter(keys[i], out FlowLockLease lease));
            leases.Add(lease);
            if (i % 2 == 0)
            {
                waiters.Add(locks.AcquireAsync(keys[i]).AsTask());
            }
        }

        Assert.Equal(keys.Length, locks.Count);
        leases.ForEach(static lease => lease.Dispose());
        waiters[1..].ForEach(static waiter => waiter.GetAwaiter().GetResult().Dispose());
        return ([.. keys.Select(static key => new WeakReference(key))], waiters[0].GetAwaiter().GetResult());
    }
}
