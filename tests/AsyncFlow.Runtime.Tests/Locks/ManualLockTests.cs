namespace AsyncFlow.Runtime.Tests;

/// <summary>FlowLock and FlowSemaphore without a flow.</summary>
public class ManualLockTests
{
    public static TheoryData<int> Permits => new(0, 1, 2, 5);

    // 0 stands for a FlowLock.
    internal static IFlowLock Make(int permits) => permits == 0 ? new FlowLock("gate") : new FlowSemaphore(permits, "gate");

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task A_free_lock_is_taken_at_once_and_a_taken_one_is_waited_for(int permits)
    {
        IFlowLock gate = Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            Assert.True(gate.AcquireAsync(default).AsTask().IsCompletedSuccessfully);
        }

        Task waiting = gate.AcquireAsync(default).AsTask();
        Assert.False(waiting.IsCompleted);
        gate.Release();
        await waiting.Within();
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task Waiters_are_served_first_come_first_served(int permits)
    {
        IFlowLock gate = Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            await gate.AcquireAsync(default);
        }

        Task[] waiters = [.. Enumerable.Range(0, 20).Select(_ => gate.AcquireAsync(default).AsTask())];
        for (int i = 0; i < waiters.Length; i++)
        {
            gate.Release();
            await waiters[i].Within();
            Assert.All(waiters.Skip(i + 1), static waiter => Assert.False(waiter.IsCompleted));
        }
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task No_caller_overtakes_a_waiter_whose_grant_is_on_its_way(int permits)
    {
        IFlowLock gate = Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            await gate.AcquireAsync(default);
        }

        Task first = gate.AcquireAsync(default).AsTask();
        gate.Release();
        Task second = gate.AcquireAsync(default).AsTask();

        Assert.False(second.IsCompleted);
        await first.Within();
        gate.Release();
        await second.Within();
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task A_cancelled_wait_holds_nothing(int permits)
    {
        IFlowLock gate = Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            await gate.AcquireAsync(default);
        }

        using CancellationTokenSource source = new();
        Task before = gate.AcquireAsync(default).AsTask();
        Task cancelled = gate.AcquireAsync(source.Token).AsTask();
        Task after = gate.AcquireAsync(default).AsTask();
        source.Cancel();

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        Assert.Equal(source.Token, thrown.CancellationToken);
        gate.Release();
        await before.Within();
        gate.Release();
        await after.Within();
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task A_cancelled_token_takes_no_lock(int permits)
    {
        IFlowLock gate = Make(permits);
        CancellationToken token = new(canceled: true);

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gate.AcquireAsync(token).Within());

        Assert.Equal(token, thrown.CancellationToken);
        Assert.True(gate.IsFree(Math.Max(permits, 1)));
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task A_waiter_does_not_continue_inside_the_call_of_Release(int permits)
    {
        IFlowLock gate = Make(permits);
        for (int i = 0; i < Math.Max(permits, 1); i++)
        {
            await gate.AcquireAsync(default);
        }

        Task<bool> inside = Wait();
        ForeignStack.Run(gate.Release);
        Assert.False(await inside.Within());

        async Task<bool> Wait()
        {
            await gate.AcquireAsync(default).ConfigureAwait(false);
            return ForeignStack.IsHere;
        }
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task No_permit_is_lost_when_cancellation_races_with_release(int permits)
    {
        IFlowLock gate = Make(permits);
        int count = Math.Max(permits, 1);
        for (int i = 0; i < 3000; i++)
        {
            for (int taken = 0; taken < count; taken++)
            {
                await gate.AcquireAsync(default);
            }

            using CancellationTokenSource source = new();
            Task waiting = gate.AcquireAsync(source.Token).AsTask();
            Task cancelling = Task.Run(source.Cancel);
            gate.Release();
            await cancelling.Within();
            await waiting.ContinueWith(static _ => { }, TaskScheduler.Default).Within();
            for (int held = waiting.IsCompletedSuccessfully ? count : count - 1; held > 0; held--)
            {
                gate.Release();
            }

            Assert.True(gate.IsFree(count));
        }
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public async Task There_are_never_more_holders_than_permits(int permits)
    {
        IFlowLock gate = Make(permits);
        int limit = Math.Max(permits, 1);
        int holders = 0, entered = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                await gate.AcquireAsync(default);
                Assert.InRange(Interlocked.Increment(ref holders), 1, limit);
                Interlocked.Increment(ref entered);
                if (i % 7 == 0)
                {
                    await Task.Yield();
                }

                Interlocked.Decrement(ref holders);
                gate.Release();
            }
        }))).Within();

        Assert.Equal(40_000, entered);
        Assert.True(gate.IsFree(limit));
    }

    [Theory]
    [MemberData(nameof(Permits))]
    public void Releasing_a_lock_that_is_not_held_throws_and_names_the_lock(int permits)
    {
        IFlowLock gate = Make(permits);

        SynchronizationLockException thrown = Assert.Throws<SynchronizationLockException>(gate.Release);

        Assert.Contains("gate", thrown.Message, StringComparison.Ordinal);
        Assert.True(gate.IsFree(Math.Max(permits, 1)));
    }

    [Fact]
    public async Task A_lock_entered_by_hand_is_released_by_its_lease()
    {
        FlowLock gate = new();
        using (await gate.EnterAsync())
        {
            Assert.False(gate.IsFree());
            Assert.False(gate.EnterAsync().AsTask().IsCompleted);
        }

        // The first waiter has it now.
        Assert.False(gate.IsFree());
        gate.Release();
        Assert.True(gate.IsFree());
    }

    [Fact]
    public async Task A_semaphore_can_be_entered_by_hand_as_often_as_it_has_permits()
    {
        FlowSemaphore semaphore = new(2);
        using (await semaphore.EnterAsync())
        using (await semaphore.EnterAsync(CancellationToken.None))
        {
            using CancellationTokenSource source = new();
            Task<FlowLockLease> third = semaphore.EnterAsync(source.Token).AsTask();
            source.Cancel();
            OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third.Within());
            Assert.Equal(source.Token, thrown.CancellationToken);
        }

        Assert.True(semaphore.IsFree(2));
    }

    [Fact]
    public async Task A_lock_entered_by_hand_is_released_when_its_block_throws()
    {
        FlowLock gate = new();

        await Assert.ThrowsAsync<StepFailure>(async () =>
        {
            using (await gate.EnterAsync())
            {
                throw new StepFailure("inside");
            }
        });

        Assert.True(gate.IsFree());
    }

    [Fact]
    public void ToString_returns_the_name()
    {
        Assert.Equal("disk", new FlowLock("disk").ToString());
        Assert.Equal("net", new FlowSemaphore(2, "net").ToString());
        Assert.Equal("net", new FlowSemaphore(2, "net").Name);
        Assert.Null(new FlowLock().Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_semaphore_needs_at_least_one_permit(int permits) =>
        Assert.Equal("permits", Assert.Throws<ArgumentOutOfRangeException>(() => new FlowSemaphore(permits)).ParamName);

    [Fact]
    public void A_null_name_is_refused() =>
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(static () => new FlowLock(null!)).ParamName);

    [Fact]
    public void Permits_returns_the_number_of_permits() => Assert.Equal(3, new FlowSemaphore(3).Permits);
}
