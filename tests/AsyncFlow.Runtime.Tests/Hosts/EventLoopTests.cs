using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Guarantees that only an event loop gives.</summary>
[Collection(nameof(Alone))]
public class EventLoopTests
{
    [Fact]
    public async Task A_million_posted_steps_run_in_order_one_at_a_time()
    {
        const int Posts = 1_000_000;
        await using EventLoopHost loop = new();
        SynchronizationContext context = loop.SynchronizationContext!;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int next = 0;
        int disorder = 0;
        for (int i = 0; i < Posts; i++)
        {
            int number = i;
            context.Post(
                _ =>
                {
                    disorder += number == next ? 0 : 1;
                    if (++next == Posts)
                    {
                        done.SetResult();
                    }
                },
                null);
        }

        await done.Task.Within();
        Assert.Equal(0, disorder);
    }

    [Fact]
    public async Task A_posted_callback_does_not_see_the_execution_context_of_the_loops_creator()
    {
        AsyncLocal<string?> local = new() { Value = "creator" };
        await using EventLoopHost loop = new();
        TaskCompletionSource<string?> seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

        loop.SynchronizationContext!.Post(_ => seen.SetResult(local.Value), null);

        Assert.Null(await seen.Task.Within());
    }

    [Fact]
    public async Task A_flood_of_steps_from_many_flows_never_overlaps()
    {
        const int Flows = 5_000;
        await using EventLoopHost loop = new();
        int unprotected = 0;
        Step[] steps = [.. Enumerable.Range(0, 50).Select(i => Step.Task($"s{i}", async _ =>
        {
            int seen = unprotected;
            unprotected = seen + 1;
            await Task.Yield();
            seen = unprotected;
            unprotected = seen + 1;
        }))];
        ScriptedFlow flow = new(steps);
        FlowOptions options = new() { Host = loop };

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await Task.WhenAll(Enumerable.Range(0, Flows / 4).Select(_ => flow.ExecuteAsync(options).AsTask()));
        }))).Within();

        Assert.Equal(Flows * 50 * 2, unprotected);
    }

    [Fact]
    public async Task Timers_continue_on_the_loop()
    {
        await using EventLoopHost loop = new("timers");
        string? before = null, after = null;
        ScriptedFlow flow = new(Step.Task("delays", async call =>
        {
            before = Thread.CurrentThread.Name;
            await Task.Delay(TimeSpan.FromMilliseconds(1), call.Token);
            after = Thread.CurrentThread.Name;
        }));

        await flow.ExecuteAsync(new FlowOptions { Host = loop }).Within();

        Assert.Equal("timers", before);
        Assert.Equal("timers", after);
    }

    [Fact]
    public async Task ConfigureAwait_false_leaves_the_loop_until_the_next_step()
    {
        using TestHost host = TestHost.Start(HostKind.EventLoop);
        Gate gate = new();
        bool away = false, back = false;
        ScriptedFlow flow = new(
            Step.Task("leaves", async _ =>
            {
                await gate.Pass().ConfigureAwait(false);
                away = !host.IsHome && SynchronizationContext.Current is null;
            }),
            Step.Task("next", _ =>
            {
                back = host.IsHome;
                return Task.CompletedTask;
            }).After("leaves"));

        Task run = flow.ExecuteAsync(host.Options).AsTask();
        await gate.Reached.Within();
        await Task.Run(() => gate.Open());
        await run.Within();

        Assert.True(away);
        Assert.True(back);
    }

    [Fact]
    public async Task The_execution_context_does_not_leak_from_one_callback_to_the_next()
    {
        AsyncLocal<string?> local = new();
        local.Value = "creator";
        await using EventLoopHost loop = new();
        local.Value = null;
        ConcurrentQueue<string?> seen = new();
        SynchronizationContext context = loop.SynchronizationContext!;
        context.Send(
            _ =>
            {
                seen.Enqueue(local.Value);
                local.Value = "leaked by send";
            },
            null);
        context.Post(_ => local.Value = "leaked by post", null);
        context.Post(
            _ =>
            {
                seen.Enqueue(local.Value);
                SynchronizationContext.SetSynchronizationContext(null);
            },
            null);
        ScriptedFlow flow = new(Step.Task("step", _ =>
        {
            seen.Enqueue(local.Value);
            local.Value = "leaked by step";
            Assert.Same(context, SynchronizationContext.Current);
            return Task.CompletedTask;
        }));
        local.Value = "caller";
        await flow.ExecuteAsync(new FlowOptions { Host = loop });
        local.Value = null;
        context.Send(_ => seen.Enqueue(local.Value), null);

        Assert.DoesNotContain(seen, static value => value?.StartsWith("leaked", StringComparison.Ordinal) == true);
        Assert.Equal("caller", seen.ElementAt(2));
    }

    [Fact]
    public async Task Send_runs_on_the_loop_and_throws_to_its_sender()
    {
        using TestHost host = TestHost.Start(HostKind.EventLoop);
        SynchronizationContext context = host.Host!.SynchronizationContext!;
        bool home = false;
        context.Send(_ => home = host.IsHome, null);
        Assert.True(home);

        StepFailure failure = new("sent");
        Assert.Same(failure, Assert.Throws<StepFailure>(() => context.Send(_ => throw failure, null)));

        bool nested = false;
        await host.CallAtHome(() =>
        {
            context.Send(_ => nested = host.IsHome, null);
            Assert.True(nested);
            Assert.Same(failure, Assert.Throws<StepFailure>(() => context.Send(_ => throw failure, null)));
            return Task.CompletedTask;
        }).Within();
    }

    [Fact]
    public async Task A_null_callback_is_refused()
    {
        await using EventLoopHost loop = new();
        SynchronizationContext context = loop.SynchronizationContext!;
        Assert.Throws<ArgumentNullException>(() => context.Post(null!, null));
        Assert.Throws<ArgumentNullException>(() => context.Send(null!, null));
        Assert.Same(context, context.CreateCopy());
    }

    [Fact]
    public async Task A_step_that_blocks_the_loop_only_delays_others()
    {
        await using EventLoopHost loop = new();
        using ManualResetEventSlim release = new();
        Gate waiting = new();
        FlowOptions options = new() { Host = loop };
        ScriptedFlow blocks = new(Step.Task("blocks", _ =>
        {
            waiting.Pass();
            Assert.True(release.Wait(Hang.Limit));
            return Task.CompletedTask;
        }));
        ScriptedFlow others = new(Step.Task("yields", static async _ => await Task.Yield()), Step.SyncOf("last", static _ => 1).After("yields"));
        using CancellationTokenSource canceled = new();

        Task blocked = blocks.ExecuteAsync(options).AsTask();
        await waiting.Reached.Within();
        Task<long>[] runs = [.. Enumerable.Range(0, 100).Select(_ => others.ExecuteAsync(options).AsTask())];
        Task<long> given = others.ExecuteAsync(options, null, canceled.Token).AsTask();
        await canceled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Within());
        Assert.All(runs, static run => Assert.False(run.IsCompleted));
        release.Set();

        await blocked.Within();
        Assert.Equal(100, (await Task.WhenAll(runs).Within()).Sum());
    }

    [Fact]
    public async Task FlowHost_From_returns_the_loop_of_its_context()
    {
        EventLoopHost loop = new();
        Assert.Same(loop, FlowHost.From(loop.SynchronizationContext!));
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task A_flow_started_on_a_loop_without_a_host_runs_on_the_loop()
    {
        using TestHost host = TestHost.Start(HostKind.EventLoop);
        ScriptedFlow flow = new(Step.TaskOf("inner", async _ =>
        {
            await Task.Yield();
            return host.IsHome ? 1 : 0;
        }));
        ScriptedFlow outer = new(Step.TaskOf("outer", async _ => await flow.ExecuteAsync()));

        Assert.Equal(1, await outer.ExecuteAsync(host.Options).Within());
        await host.CallAtHome(async () => Assert.Equal(1, await flow.ExecuteAsync())).Within();
        Assert.Equal(0, await flow.ExecuteAsync().Within());
    }

    [Fact]
    public async Task A_step_whose_lock_is_taken_by_the_caller_starts_in_the_context_of_the_loop()
    {
        using TestHost host = TestHost.Start(HostKind.EventLoop);
        ScriptedFlow flow = new(Step.TaskOf("locked", async _ =>
        {
            bool first = host.IsHome;
            await Task.Yield();
            return first && host.IsHome ? 1 : 0;
        }).Holding(new FlowLock(), new TestLock()));

        await host.CallAtHome(async () => Assert.Equal(1, await flow.ExecuteAsync(host.Options))).Within();
    }
}
