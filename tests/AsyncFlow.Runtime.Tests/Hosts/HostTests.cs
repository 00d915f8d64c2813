using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The same flows on every host: the semantics of a flow do not depend on its host.</summary>
public class HostTests
{
    public static TheoryData<HostKind> Hosts => [.. Enum.GetValues<HostKind>()];

    [Theory]
    [MemberData(nameof(Hosts))]
    public Task Steps_follow_their_upstreams(HostKind kind) => Trace(
        kind,
        [new("f"), new("g", "f"), new("h", "g")],
        static order => Assert.Equal(["f", "g", "h"], order));

    [Theory]
    [MemberData(nameof(Hosts))]
    public Task Independent_paths_keep_their_order(HostKind kind) => Trace(
        kind,
        [new("a1"), new("b1"), new("a2", "a1"), new("b2", "b1"), new("a3", "a2"), new("b3", "b2")],
        static order =>
        {
            Assert.Equal(["a1", "a2", "a3"], order.Where(static name => name[0] == 'a'));
            Assert.Equal(["b1", "b2", "b3"], order.Where(static name => name[0] == 'b'));
        });

    [Theory]
    [MemberData(nameof(Hosts))]
    public Task A_complex_graph_runs_in_a_topological_order(HostKind kind)
    {
        Node[] nodes = [new("f"), new("g"), new("h", "g"), new("i", "f", "g"), new("j", "h"), new("k", "h", "i"), new("l", "i"), new("m", "j", "k", "l")];
        return Trace(kind, nodes, order => AssertOrdered(nodes, order));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public Task Series_and_parallel_parts_nest(HostKind kind)
    {
        Node[] nodes = [new("f"), new("g", "f"), new("h", "g"), new("i", "g"), new("j", "g"), new("k", "j"), new("end", "h", "i", "k")];
        return Trace(kind, nodes, order => AssertOrdered(nodes, order));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Every_part_of_a_step_runs_on_its_host(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        ConcurrentQueue<string> strays = new();
        Gate gate = new();
        void At(string where, bool isRight)
        {
            if (!isRight)
            {
                strays.Enqueue($"{where}: {Thread.CurrentThread.Name} {SynchronizationContext.Current} {TaskScheduler.Current}");
            }
        }

        ScriptedFlow flow = new(
            Step.Task("root", async _ =>
            {
                At("root starts", host.IsHome);
                await Task.Yield();
                At("after a yield", host.IsHome);
                await gate.Pass();
                At("after a gate that was opened elsewhere", host.IsHome);
                await Inner();
                At("after a method that left the host", host.IsHome);
            }),
            Step.Sync("sync", _ => At("sync", host.IsSynchronousHome)),
            Step.Task("after sync", async _ =>
            {
                At("after sync", host.IsHome);
                await Task.Delay(1);
                At("after a timer", host.IsHome);
            }).After("sync"),
            Step.Sync("sync after root", _ => At("sync after root", host.IsSynchronousHome)).After("root"),
            Step.ValueTask("last", _ =>
            {
                At("last", host.IsHome);
                return default;
            }).After("sync after root", "after sync"));

        Task run = host.Call(async () => await flow.ExecuteAsync(host.Options));
        await gate.Reached.Within();
        gate.Open();
        await run.Within();

        Assert.Empty(strays);

        static async Task Inner() => await Task.Run(static () => { }).ConfigureAwait(false);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_blocking_synchronous_step_does_not_delay_asynchronous_steps(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        if (kind == HostKind.ExclusiveScheduler)
        {
            // Everything runs on one scheduler here, so the steps take turns.
            return;
        }

        using ManualResetEventSlim blocked = new();
        Gate gate = new();
        ScriptedFlow flow = new(
            Step.Sync("blocks", _ => Assert.True(blocked.Wait(Hang.Limit))),
            Step.TaskOf("waits", async _ =>
            {
                await Task.Yield();
                return await gate.Pass();
            }));

        Task run = host.Call(async () => Assert.Equal(5, await flow.ExecuteAsync(host.Options)));
        await gate.Reached.Within();
        gate.Open(5);
        blocked.Set();
        await run.Within();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task Steps_wait_at_the_same_time(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        Gate[] gates = [.. Enumerable.Range(0, 50).Select(static _ => new Gate())];
        ScriptedFlow flow = new([.. gates.Select(static (gate, i) => Step.TaskOf($"s{i}", _ => gate.Pass()))]);

        Task run = host.Call(async () => await flow.ExecuteAsync(host.Options));
        await Task.WhenAll(gates.Select(static gate => gate.Reached)).Within();
        Array.ForEach(gates, static gate => gate.Open());
        await run.Within();
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_lock_admits_one_step_and_a_semaphore_as_many_as_it_has_permits(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        FlowLock gate = new();
        FlowSemaphore permits = new(2);
        int inLock = 0, inPermits = 0, mostInLock = 0, mostInPermits = 0;
        Step[] steps =
        [
            .. Enumerable.Range(0, 12).Select(i => Step.Task($"lock{i}", async _ =>
            {
                Max(ref mostInLock, Interlocked.Increment(ref inLock));
                await Task.Yield();
                Interlocked.Decrement(ref inLock);
            }).Holding(gate)),
            .. Enumerable.Range(0, 12).Select(i => Step.Sync($"permit{i}", _ =>
            {
                Max(ref mostInPermits, Interlocked.Increment(ref inPermits));
                Interlocked.Decrement(ref inPermits);
            }).Holding(permits)),
            .. Enumerable.Range(0, 12).Select(i => Step.Task($"both{i}", async _ =>
            {
                Max(ref mostInLock, Interlocked.Increment(ref inLock));
                Max(ref mostInPermits, Interlocked.Increment(ref inPermits));
                await Task.Yield();
                Interlocked.Decrement(ref inPermits);
                Interlocked.Decrement(ref inLock);
            }).Holding(permits, gate)),
        ];
        ScriptedFlow flow = new(steps);

        await host.Call(() => Task.WhenAll(Enumerable.Range(0, 5).Select(_ => flow.ExecuteAsync(host.Options).AsTask()))).Within();

        Assert.Equal(1, mostInLock);
        Assert.InRange(mostInPermits, 1, 2);
        Assert.True(gate.IsFree());
        Assert.True(permits.IsFree(2));
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_caller_resumes_in_its_own_context(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        Gate gate = new();
        ScriptedFlow flow = new(Step.Sync("sync", static _ => { }), Step.TaskOf("gated", _ => gate.Pass()).After("sync"));

        Task atHome = host.CallAtHome(async () =>
        {
            Assert.True(host.IsHome);
            await flow.ExecuteAsync(host.Options);
            Assert.True(host.IsHome);
        });
        await gate.Reached.Within();
        gate.Open();
        await atHome.Within();

        if (host.Host is not null)
        {
            await Task.Run(async () =>
            {
                await flow.ExecuteAsync(host.Options);
                Assert.True(Thread.CurrentThread.IsThreadPoolThread);
                Assert.Null(SynchronizationContext.Current);
                Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
            }).Within();
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_failure_stops_the_run_and_running_steps_are_awaited(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        StepFailure failure = new("planted");
        Gate fails = new();
        bool ended = false;
        ScriptedFlow flow = new(
            Step.Task("fails", _ => fails.Pass()),
            Step.Task("runs", async call =>
            {
                TaskCompletionSource canceled = new();
                using CancellationTokenRegistration registration = call.Token.Register(canceled.SetResult);
                fails.Fail(failure);
                await canceled.Task;
                ended = true;
            }),
            Step.Sync("never", static _ => Assert.Fail("started")).After("fails"));

        await host.Call(async () =>
        {
            FlowReport<long> report = await flow.RunAsync(host.Options);
            Assert.Equal([StepStatus.Failed, StepStatus.Succeeded, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
            Assert.Same(failure, Assert.Single(report.Failures));
        }).Within();
        Assert.True(ended);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_single_threaded_flow_runs_only_on_hosts_that_are_single_threaded(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        int value = 0;
        Step[] steps = [.. Enumerable.Range(0, 20).Select(i => Step.Task($"s{i}", async _ =>
        {
            for (int turn = 0; turn < 20; turn++)
            {
                value++;
                await Task.Yield();
            }
        }))];
        ScriptedFlow flow = new("SingleThreaded", steps, singleThreaded: true);

        if (host.IsSerial)
        {
            await host.Call(async () => await flow.ExecuteAsync(host.Options)).Within();
            Assert.Equal(400, value);
            return;
        }

        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => host.Call(async () => await flow.ExecuteAsync(host.Options)));
        Assert.Contains("'SingleThreaded'", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"'{host.Host}'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, value);
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task A_step_does_not_see_execution_context_changes_of_another(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        AsyncLocal<string?> local = new();
        ConcurrentBag<string?> seen = new();
        Task? Note(int i)
        {
            seen.Add(local.Value);
            local.Value = $"s{i}";
            return Task.CompletedTask;
        }

        string[] roots = [.. Enumerable.Range(0, 10).Select(static i => $"s{i}")];
        ScriptedFlow flow = new([.. Enumerable.Range(0, 60).Select(i =>
            (i % 2 == 0 ? Step.Sync($"s{i}", _ => Note(i)) : Step.Task($"s{i}", _ => Note(i))).After(i < 10 ? [] : roots))]);

        await host.Call(async () => await flow.ExecuteAsync(host.Options)).Within();
        Assert.All(seen, Assert.Null);
        await host.Call(() =>
        {
            using (ExecutionContext.SuppressFlow())
            {
                return flow.ExecuteAsync(host.Options).AsTask();
            }
        }).Within();
        Assert.Equal(120, seen.Count);
        Assert.All(seen, Assert.Null);
    }

    [Fact]
    public async Task A_scheduler_does_not_flow_the_context_of_a_step_to_another_worker()
    {
        using TestHost host = TestHost.Start(HostKind.LimitedScheduler);
        AsyncLocal<string?> local = new();
        using ManualResetEventSlim seen = new();
        string? found = null;
        ScriptedFlow flow = new(
            Step.Sync("changes", _ => local.Value = "changed"),
            Step.Sync("waits for the other", _ => Assert.True(seen.Wait(Hang.Limit))).After("changes"),
            Step.Sync("the other", _ =>
            {
                found = local.Value;
                seen.Set();
            }).After("changes"));

        await Task.Run(() =>
        {
            using (ExecutionContext.SuppressFlow())
            {
                return flow.ExecuteAsync(host.Options).AsTask();
            }
        }).Within();
        Assert.Null(found);
    }

    private static void Max(ref int most, int now)
    {
        for (int seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, now, seen);
        }
    }

    // The graph with synchronous steps, with asynchronous steps, and with both alternating.
    private static async Task Trace(HostKind kind, Node[] nodes, Action<IReadOnlyList<string>> check)
    {
        using TestHost host = TestHost.Start(kind);
        for (int way = 0; way < 3; way++)
        {
            ConcurrentQueue<string> order = new();
            ScriptedFlow flow = new([.. nodes.Select((node, i) => (way == 2 ? i % 2 : way) == 0
                ? Step.Sync(node.Name, _ => order.Enqueue(node.Name)).After(node.Upstream)
                : Step.Task(node.Name, async _ =>
                {
                    await Task.Yield();
                    order.Enqueue(node.Name);
                }).After(node.Upstream))]);
            await host.Call(async () => await flow.ExecuteAsync(host.Options)).Within();
            check([.. order]);
        }
    }

    private static void AssertOrdered(Node[] nodes, IReadOnlyList<string> order)
    {
        Assert.Equal(nodes.Select(static node => node.Name).Order(), order.Order());
        List<string> places = [.. order];
        Assert.All(nodes, node => Assert.All(node.Upstream, upstream => Assert.True(places.IndexOf(upstream) < places.IndexOf(node.Name))));
    }

    private sealed record Node(string Name, params string[] Upstream);
}
