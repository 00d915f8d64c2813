namespace AsyncFlow.Runtime.Tests;

/// <summary>Calling EnterAsync on a free lock allocates nothing in steady state.</summary>
[Collection(nameof(Alone))]
public class LeaseAllocationTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public Task Entering_a_free_lock_allocates_nothing(int permits) => Caller.OnOwnThread(() =>
    {
        IFlowLock gate = ManualLockTests.Make(permits);
        FlowLockLease[] leases = new FlowLockLease[Math.Max(permits, 1)];
        Enter();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5_000; i++)
        {
            Enter();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        return Task.CompletedTask;

        void Enter()
        {
            for (int i = 0; i < leases.Length; i++)
            {
#pragma warning disable CA2012 // The lock is free, and the test checks that the wait has ended.
                ValueTask<FlowLockLease> entered = LeaseTests.Enter(gate);
                leases[i] = entered.IsCompletedSuccessfully ? entered.GetAwaiter().GetResult() : throw new InvalidOperationException("The lock is not free.");
#pragma warning restore CA2012
            }

            foreach (FlowLockLease lease in leases)
            {
                lease.Dispose();
            }
        }
    });
}
