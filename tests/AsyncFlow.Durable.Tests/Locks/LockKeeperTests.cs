using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Locking;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Time.Testing;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>The order in which a lock is granted, and its leases.</summary>
public sealed class LockKeeperTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly RandomLoop _loop = new(new Random(1));
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryLocks _store = new();
    private bool _isLost;

    [Fact]
    public void A_thousand_waiters_are_served_in_their_order() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        Task<LockReply>[] replies = [.. Enumerable.Range(0, 1000).Select(number => keeper.AcquireAsync(Request(number), s_patience, default))];
        for (int i = 0; i < replies.Length; i++)
        {
            Assert.Equal(i + 1, (await replies[i]).Fence);
            Assert.All(replies.Skip(i + 1).Take(5), static reply => Assert.False(reply.IsCompleted));
            bool isStored = i % 2 == 0;
            _store.Record = isStored ? _store.Record with { Holders = [] } : _store.Record;
            await keeper.LeaveAsync(Owner(i), $"{i}", isStored);
        }

        Assert.Equal(1000, _store.Record.Fence);
        Assert.Empty(_store.Record.Holders);
    });

    [Fact]
    public void A_semaphore_has_as_many_holders_as_permits() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        Task<LockReply>[] replies = [.. Enumerable.Range(0, 6).Select(number => keeper.AcquireAsync(Request(number, permits: 3), s_patience, default))];
        Assert.Equal([true, true, true, false, false, false], replies.Select(static reply => reply.IsCompleted));
        await keeper.LeaveAsync(Owner(1), "1", isStored: false);
        await _loop.SettleAsync();
        Assert.Equal([true, true, true, true, false, false], replies.Select(static reply => reply.IsCompleted));
    });

    [Fact]
    public void A_call_ends_after_a_while_and_the_next_one_has_the_same_place() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        Task<LockReply> first = keeper.AcquireAsync(Request(1), s_patience, default);
        Task<LockReply> second = keeper.AcquireAsync(Request(2), s_patience, default);
        await AdvanceAsync(s_patience);
        Assert.Equal((0, false), (await first) is var pending ? (pending.Fence, pending.IsSuperseded) : default);
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(0), 1));
        await second;

        // Also in the next activation.
        LockKeeper next = await OpenAsync();
        second = next.AcquireAsync(Request(2) with { Ticket = (await second).Ticket }, s_patience, default);
        first = next.AcquireAsync(Request(1) with { Ticket = pending.Ticket }, s_patience, default);
        Task<LockReply> third = next.AcquireAsync(Request(3), s_patience, default);
        await next.LeaveAsync(Owner(0), "0", isStored: false);
        Assert.Equal(2, (await first).Fence);
        await next.LeaveAsync(Owner(1), "1", isStored: false);
        Assert.Equal(3, (await second).Fence);
        Assert.False(third.IsCompleted);
    });

    [Fact]
    public void A_lease_that_is_not_renewed_runs_out_when_another_one_waits() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        await AdvanceAsync(s_lease * 5);
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(0), 1));

        Task<LockReply> waiting = keeper.AcquireAsync(Request(1), s_lease * 3, default);
        await AdvanceAsync(s_lease - TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(0), 1));
        await AdvanceAsync(s_lease - TimeSpan.FromSeconds(1));
        Assert.False(waiting.IsCompleted);
        await AdvanceAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(2, (await waiting).Fence);
        Assert.Equal(LeaseState.Lost, keeper.Renew(Owner(0), 1));
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(1), 2));
    });

    [Fact]
    public void A_holder_has_a_whole_lease_in_a_new_activation() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        await AdvanceAsync(s_lease * 5);
        LockKeeper next = await OpenAsync();
        Task<LockReply> waiting = next.AcquireAsync(Request(1), s_lease * 3, default);
        await AdvanceAsync(s_lease / 2);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(LeaseState.Held, next.Renew(Owner(0), 1));
    });

    [Fact]
    public void An_older_activation_grants_nothing() => Run(async () =>
    {
        LockKeeper older = await OpenAsync();
        LockKeeper newer = await OpenAsync();
        await Assert.ThrowsAsync<LostRunException>(() => older.AcquireAsync(Request(0), s_patience, default));
        Assert.True(_isLost);
        Assert.Throws<LostRunException>(() => older.Renew(Owner(0), 1));
        Assert.Equal(1, (await newer.AcquireAsync(Request(0), s_patience, default)).Fence);
    });

    [Fact]
    public void A_new_attempt_takes_the_place_of_an_earlier_one() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        Task<LockReply> other = keeper.AcquireAsync(Request(1), s_patience, default);
        Assert.Equal(2, (await keeper.AcquireAsync(Request(0) with { Attempt = "again" }, s_patience, default)).Fence);
        Assert.Equal(LeaseState.Superseded, keeper.Renew(Owner(0), 1));

        // Not that of an older epoch.
        Assert.Equal(3, (await keeper.AcquireAsync(Request(0) with { Attempt = "newer", Epoch = 2 }, s_patience, default)).Fence);
        Assert.True((await keeper.AcquireAsync(Request(0) with { Attempt = "older", Epoch = 1 }, s_patience, default)).IsSuperseded);
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(0), 3));

        // Also in the queue.
        Task<LockReply> last = keeper.AcquireAsync(Request(2), s_patience, default);
        Task<LockReply> again = keeper.AcquireAsync(Request(1) with { Attempt = "again" }, s_patience, default);
        Assert.True((await other).IsSuperseded);
        await keeper.LeaveAsync(Owner(0), "newer", isStored: false);
        Assert.Equal(4, (await again).Fence);
        Assert.False(last.IsCompleted);
    });

    [Fact]
    public void A_lost_reply_is_given_again() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        Assert.Equal(1, (await keeper.AcquireAsync(Request(0), s_patience, default)).Fence);
        Assert.Equal(1, (await keeper.AcquireAsync(Request(0), s_patience, default)).Fence);
        Assert.Equal(1, (await (await OpenAsync()).AcquireAsync(Request(0), s_patience, default)).Fence);
    });

    [Fact]
    public void A_waiter_that_is_not_heard_of_is_passed_over() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        Task<LockReply> silent = keeper.AcquireAsync(Request(1), s_patience, default);
        await AdvanceAsync(s_patience);
        await silent;
        Task<LockReply> waiting = keeper.AcquireAsync(Request(2), s_lease * 3, default);
        await AdvanceAsync(TimeSpan.FromSeconds(4));
        Assert.Equal(LeaseState.Held, keeper.Renew(Owner(0), 1));
        await AdvanceAsync(s_lease - TimeSpan.FromSeconds(1));
        await keeper.LeaveAsync(Owner(0), "0", isStored: false);
        Assert.Equal((2, Owner(2)), ((await waiting).Fence, Assert.Single(_store.Record.Holders).Owner));
    });

    [Fact]
    public void What_the_store_has_released_is_found_without_being_told() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        await keeper.AcquireAsync(Request(0), s_patience, default);
        _store.Record = _store.Record with { Holders = [] };
        Assert.Equal(2, (await keeper.AcquireAsync(Request(1), s_patience, default)).Fence);
    });

    [Fact]
    public void After_a_failure_of_the_store_the_next_activation_knows_what_was_granted() => Run(async () =>
    {
        LockKeeper keeper = await OpenAsync();
        _store.Failure = new IOException("the disk is full");
        await Assert.ThrowsAsync<IOException>(() => keeper.AcquireAsync(Request(0), s_patience, default));
        Assert.True(_isLost);
        _store.Failure = null;
        Assert.Equal(1, (await (await OpenAsync()).AcquireAsync(Request(0), s_patience, default)).Fence);
    });

    private static LockOwner Owner(int number) => new($"run{number}", 0, -1);

    private static LockRequest Request(int number, int permits = 1) => new(Owner(number), $"{number}", permits, null);

    // One thread, as in a grain.
    private void Run(Func<Task> test) => _loop.Run(test, static () => Assert.Fail("nothing goes on"));

    private async Task AdvanceAsync(TimeSpan time)
    {
        _time.Advance(time);
        await _loop.SettleAsync();
    }

    private Task<LockKeeper> OpenAsync() => LockKeeper.OpenAsync("net", _store, _time, s_lease, () => _isLost = true);

    /// <summary>Locks in memory. A failure is reported after the change was made.</summary>
    private sealed class MemoryLocks : ILockStore
    {
        public LockRecord Record { get; set; } = new(0, 0, []);

        public Exception? Failure { get; set; }

        public Task<LockRecord> ReadLockAsync(string name) => Task.FromResult(Record);

        public Task<bool> CommitAsync(LockCommit commit)
        {
            bool isAccepted = commit.Version == Record.Version + 1;
            if (isAccepted)
            {
                Record = new LockRecord(commit.Version, commit.Fence, [.. Record.Holders.Where(holder => !commit.Removed.Contains(holder.Fence)), .. commit.Granted]);
            }

            return Failure is null ? Task.FromResult(isAccepted) : Task.FromException<bool>(Failure);
        }
    }
}
