namespace AsyncFlow.Runtime.Tests;

/// <summary>Leases of EnterAsync, and taking a lock without waiting.</summary>
public class LeaseTests
{
    public static TheoryData<int> Permits => ManualLockTests.Permits;

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task Disposing_a_lease_or_its_copies_more_than_once_releases_once(int permits)
    {
        IFlowLock gate = ManualLockTests.Make(permits);
        FlowLockLease[] leases = new FlowLockLease[Math.Max(permits, 1)];
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < leases.Length; i++)
            {
                leases[i] = await Enter(gate);
            }

            FlowLockLease copy = leases[0];
            copy.Dispose();
            leases[0].Dispose();
            copy.Dispose();
            Assert.True(TryEnter(gate, out FlowLockLease again));
            Assert.False(TryEnter(gate, out _));
            copy.Dispose();
            leases[0].Dispose();
            Assert.False(TryEnter(gate, out _));
            again.Dispose();
            Array.ForEach(leases, static lease => lease.Dispose());
            Assert.True(gate.IsFree(leases.Length));
        }
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task Copies_disposed_at_the_same_time_release_once(int permits)
    {
        IFlowLock gate = ManualLockTests.Make(permits);
        int limit = Math.Max(permits, 1);
        int holders = 0, most = 0;
        FlowLockLease[] previous = new FlowLockLease[64];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(async () =>
        {
            Random random = new(worker);
            for (int i = 0; i < 5_000; i++)
            {
                FlowLockLease lease = await Enter(gate);
                int now = Interlocked.Increment(ref holders);
                for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                {
                    Interlocked.CompareExchange(ref most, now, seen);
                }

                if (i % 5 == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref holders);
                Parallel.Invoke(lease.Dispose, lease.Dispose);

                // Old leases of this worker, which no longer hold the lock.
                int place = (worker * 16) + random.Next(16);
                previous[place].Dispose();
                previous[place] = lease;
            }
        }))).Within();

        Assert.InRange(most, 1, limit);
        Assert.True(gate.IsFree(limit));
        Assert.False(Overfull(gate, limit));
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public void A_lock_is_taken_without_waiting_as_long_as_it_is_free(int permits)
    {
        IFlowLock gate = ManualLockTests.Make(permits);
        int limit = Math.Max(permits, 1);
        for (int i = 0; i < limit; i++)
        {
            Assert.True(TryAcquire(gate));
        }

        Assert.False(TryAcquire(gate));
        Assert.False(TryEnter(gate, out FlowLockLease none));
        none.Dispose();
        Assert.False(TryAcquire(gate));
        gate.Release();
        Assert.True(TryEnter(gate, out FlowLockLease lease));
        Assert.False(TryAcquire(gate));
        lease.Dispose();
        for (int i = 1; i < limit; i++)
        {
            gate.Release();
        }

        Assert.True(gate.IsFree(limit));
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task Taking_a_lock_without_waiting_does_not_overtake_a_waiter(int permits)
    {
        IFlowLock gate = ManualLockTests.Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            Assert.True(TryAcquire(gate));
        }

        Task waiter = gate.AcquireAsync(default).AsTask();
        gate.Release();
        Assert.False(TryAcquire(gate));
        Assert.False(TryEnter(gate, out _));
        await waiter.Within();
    }

    [Fact]
    public void A_default_lease_holds_nothing() => default(FlowLockLease).Dispose();

    [Fact]
    public async Task A_lease_can_be_disposed_on_another_thread()
    {
        FlowLock gate = new();
        FlowLockLease lease = await gate.EnterAsync();
        await Caller.OnOwnThread(() =>
        {
            lease.Dispose();
            return Task.CompletedTask;
        });
        Assert.True(gate.IsFree());
    }

    internal static ValueTask<FlowLockLease> Enter(IFlowLock gate) => gate is FlowLock flowLock ? flowLock.EnterAsync() : ((FlowSemaphore)gate).EnterAsync();

    private static bool TryEnter(IFlowLock gate, out FlowLockLease lease) => gate is FlowLock flowLock ? flowLock.TryEnter(out lease) : ((FlowSemaphore)gate).TryEnter(out lease);

    private static bool TryAcquire(IFlowLock gate) => gate is FlowLock flowLock ? flowLock.TryAcquire() : ((FlowSemaphore)gate).TryAcquire();

    // Whether a permit was released twice and no release has failed for it.
    private static bool Overfull(IFlowLock gate, int limit)
    {
        int taken = 0;
        while (TryAcquire(gate))
        {
            taken++;
        }

        for (int i = 0; i < taken; i++)
        {
            gate.Release();
        }

        return taken > limit;
    }
}
