using AsyncFlow.CompilerServices;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Orleans;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>Steps that hold locks of the cluster.</summary>
public sealed class LockTests
{
    [Theory, Stores]
    public async Task One_step_holds_a_lock_at_a_time_and_each_has_a_larger_fence(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<int>[] runs = await Task.WhenAll(Enumerable.Range(0, 20).Select(async number => await host.Client.StartAsync<Locked>(new(number), id: $"{number}")));
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(runs.Select(static run => run.ResultAsync().AsTask())));
        Assert.Equal(1, host.Holders.Most("ledger"));
        long[] fences = [.. host.Holders.Fences.Select(static holder => holder.Fence)];
        Assert.Equal(fences.Order(), fences);
        Assert.Equal(Enumerable.Range(1, 20).Select(static fence => (long)fence), fences);
        Assert.Empty((await host.Locks.ReadLockAsync("ledger")).Holders);
    }

    [Theory, Stores]
    public async Task A_semaphore_has_no_more_holders_than_permits(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        FlowHandle<Summary>[] runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(async number => await host.Client.StartAsync<Crossing>(new(20), id: $"{number}")));
        Assert.All(await Task.WhenAll(runs.Select(static run => run.ResultAsync().AsTask())), static summary => Assert.Equal(new Summary(20, 210), summary));
        Assert.InRange(host.Holders.Most("net"), 1, 2);
        Assert.Equal(80, host.Holders.Fences.Where(static holder => holder.Lock == "net").Distinct().Count());

        // One permit is left.
        await host.HoldAsync("net");
        Assert.Equal(new Summary(5, 15), await (await host.Client.StartAsync<Crossing>(new(5), id: "one")).ResultAsync());
    }

    [Theory, Stores]
    public async Task Opposite_orders_do_not_deadlock(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        Task[] runs = [.. Enumerable.Range(0, 30).Select(number => number % 2 == 0 ? ForthAsync(number) : BackAsync(number))];
        await Task.WhenAll(runs);
        Assert.Equal((1, 1), (host.Holders.Most("a"), host.Holders.Most("b")));

        async Task ForthAsync(int number) => await (await host.Client.StartAsync<Crossing>(new(1), id: $"{number}")).ResultAsync();

        async Task BackAsync(int number) => Assert.Equal(number, await (await host.Client.StartAsync<CrossingBack>(new(number), id: $"{number}")).ResultAsync());
    }

    [Theory, Stores]
    public async Task A_step_that_does_not_run_waits_for_no_lock(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await host.HoldAsync("a");
        await host.HoldAsync("b");
        FlowHandle<Summary> run = await host.Client.StartAsync<Crossing>(new(3), id: "small");
        while ((await run.StepsAsync()).Single(static step => step.Name == "Large").Status != StepStatus.Skipped)
        {
            await Task.Delay(20);
        }

        Assert.True((await run.StepsAsync()).Single(static step => step.Name == "Forth").IsRunning);
        await run.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await run.ResultAsync());
    }

    [Theory, Stores]
    public async Task A_failed_step_releases_its_lock(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Failing["Post 1"] = true;
        FlowHandle<int> failing = await host.Client.StartAsync<Locked>(new(1), id: "failing");
        await Assert.ThrowsAsync<FlowStepException>(async () => await failing.ResultAsync());
        Assert.Empty((await host.Locks.ReadLockAsync("ledger")).Holders);
        Assert.Equal(2, await (await host.Client.StartAsync<Locked>(new(2), id: "next")).ResultAsync());

        host.Journal.Failing.Clear();
        await failing.RetryAsync();
        Assert.Equal(1, await failing.ResultAsync());
        Assert.Equal([1, 2, 3], host.Holders.Fences.Select(static holder => holder.Fence));
    }

    [Theory, Stores]
    public async Task A_cancelled_step_neither_keeps_its_lock_nor_waits_for_it(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["Post 1"] = true;
        FlowHandle<int> holding = await host.Client.StartAsync<Locked>(new(1), id: "holding");
        await host.Journal.PassAsync("started Post 1");
        FlowHandle<int> waiting = await host.Client.StartAsync<Locked>(new(2), id: "waiting");
        await waiting.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await waiting.ResultAsync());
        await holding.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await holding.ResultAsync());
        Assert.Empty((await host.Locks.ReadLockAsync("ledger")).Holders);
        Assert.Equal(3, await (await host.Client.StartAsync<Locked>(new(3), id: "next")).ResultAsync());
        Assert.Equal(["holding/Post", "next/Post"], host.Journal.Keys);
    }

    [Theory, Stores]
    public async Task A_holder_whose_process_ended_gets_its_lock_back_before_the_lease_runs_out(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["Post 1"] = true;
        await host.Client.StartAsync<Locked>(new(1), id: "holding");
        await host.Journal.PassAsync("started Post 1");

        // As after a crash: the store knows the holder.
        await host.RestartAsync(() => host.Execute("INSERT INTO flow_lock_holders VALUES ('ledger', 1, 'holding', 0, -1, 'dead', '2026-11-24') ON CONFLICT DO NOTHING"));
        Assert.Equal(1, await (await host.Client.FindAsync<int>("holding"))!.ResultAsync());
        Assert.Equal([("ledger", 2L)], host.Holders.Fences);
        Assert.Empty((await host.Locks.ReadLockAsync("ledger")).Holders);
    }

    [Theory, Stores]
    public async Task A_step_that_ended_without_its_process_releases_its_lock(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["Post 1"] = true;
        await host.Client.StartAsync<Locked>(new(1), id: "holding");
        await host.Journal.PassAsync("started Post 1");
        await host.RestartAsync(() => host.Execute(
            "INSERT INTO flow_lock_holders VALUES ('ledger', 1, 'holding', 0, -1, 'dead', '2026-11-24') ON CONFLICT DO NOTHING; UPDATE flow_runs SET cancel_requested = true"));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await (await host.Client.FindAsync<int>("holding"))!.ResultAsync());
        Assert.Empty((await host.Locks.ReadLockAsync("ledger")).Holders);
        Assert.Equal(2, await (await host.Client.StartAsync<Locked>(new(2), id: "next")).ResultAsync());
    }

    [Theory, Stores]
    public async Task What_a_step_returns_whose_lock_was_granted_to_another_one_is_not_stored(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        host.Journal.Waiting["Post 1"] = true;
        FlowHandle<int> run = await host.Client.StartAsync<Locked>(new(1), id: "zombie");
        await host.Journal.PassAsync("started Post 1");

        // What an activation in another process stores when the lease has run out.
        LockRecord before = await host.Locks.ReadLockAsync("ledger");
        Assert.True(await host.Locks.CommitAsync(new LockCommit("ledger", before.Version + 1, 2, [1], [new LockHolder(2, new LockOwner("other", 0, -1), "b")], default)));
        Task<int> result = run.ResultAsync().AsTask();
        host.Journal.Open("Post 1");
        while (!result.IsCompleted)
        {
            await host.LeaveAsync("ledger", new LockOwner("other", 0, -1), "b");
        }

        Assert.Equal(1, await result);
        Assert.Equal([1L, 3L], host.Holders.Fences.Select(static holder => holder.Fence));
        Assert.Equal(2, (await run.InfoAsync()).Epoch);
    }

    [Fact]
    public void A_lock_has_one_number_of_permits_in_all_flows()
    {
        ServiceCollection services = new();
        services.AddAsyncFlow().AddFlow<Crossing>(TestJson.Default).AddFlow<OtherNet>(TestJson.Default);
        using ServiceProvider provider = services.BuildServiceProvider();
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<FlowRegistry>());
        Assert.Equal("Lock 'net' has 2 permits in flow 'Crossing' and 5 in 'OtherNet'. Give it one number of permits, or two names.", exception.Message);
    }

    [Fact]
    public void A_lock_has_a_name_and_permits()
    {
        Assert.Equal(["ledger", "net:4"], [$"{new DurableSemaphore("ledger")}", $"{new DurableSemaphore("net", 4)}"]);
        Assert.Throws<ArgumentException>(static () => new DurableSemaphore(" "));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new DurableSemaphore("net", 0));
        Assert.Same(NamedLocks.Of("shared", 2), NamedLocks.Of(new DurableSemaphore("shared", 2)));
        Assert.Equal(
            "Lock 'shared' has 2 permits in one place and 3 in another. Give it one number of permits, or two names.",
            Assert.Throws<InvalidOperationException>(static () => NamedLocks.Of("shared", 3)).Message);
        Assert.Throws<InvalidOperationException>(static () => NamedLocks.Of(null));
        Assert.Throws<ArgumentOutOfRangeException>(static () => new OrleansFlowOptions { LockLease = TimeSpan.FromMilliseconds(999) });
    }

    [Fact]
    public async Task Without_storage_it_is_a_lock_of_the_process()
    {
        Holders holders = new();
        Task<int>[] runs = [.. Enumerable.Range(0, 20).Select(number => Task.Run(async () => await new Locked(new Journal(), holders).ExecuteAsync(number)))];
        Assert.Equal(Enumerable.Range(0, 20), await Task.WhenAll(runs));
        Assert.Equal(1, holders.Most("ledger"));
        Assert.All(holders.Fences, static holder => Assert.Equal(0, holder.Fence));
    }
}
