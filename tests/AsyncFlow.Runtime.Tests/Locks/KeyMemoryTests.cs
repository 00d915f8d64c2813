using System.Runtime.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>What a set of locks by key keeps when no key is in use.</summary>
[Collection(nameof(Alone))]
public class KeyMemoryTests
{
    [Fact]
    public void A_hundred_thousand_keys_leave_no_memory_behind()
    {
        FlowLocks<int> locks = new();
        Use(locks, 10);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Use(locks, 100_000);
        long after = GC.GetTotalMemory(forceFullCollection: true);

        // The table alone would take more than 2 MB.
        Assert.Equal(0, locks.Count);
        Assert.InRange(after - before, long.MinValue, 100_000);
        GC.KeepAlive(locks);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Use(FlowLocks<int> locks, int count)
    {
        FlowLockLease[] leases = new FlowLockLease[count];
        for (int key = 0; key < count; key++)
        {
            Assert.True(locks.TryEnter(key, out leases[key]));
        }

        Array.ForEach(leases, static lease => lease.Dispose());
    }
}
