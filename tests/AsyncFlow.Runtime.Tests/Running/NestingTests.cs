namespace AsyncFlow.Runtime.Tests;

/// <summary>Flows as steps of flows.</summary>
public class NestingTests
{
    public static TheoryData<HostKind> Hosts => [.. Enum.GetValues<HostKind>()];

    [Fact]
    public async Task The_inner_flow_runs_after_its_upstreams_and_before_its_downstreams()
    {
        List<string> order = [];
        ScriptedFlow inner = new("Inner", [Yielding("a", order), Yielding("b", order).After("a")]);
        ScriptedFlow outer = new("Outer", [Yielding("first", order), Step.Flow("flow", inner).After("first"), Yielding("last", order).After("flow")]);
        for (int i = 0; i < 3; i++)
        {
            order.Clear();
            await outer.ExecuteUntypedAsync().Within();
            Assert.Equal(["first", "a", "b", "last"], order);
        }
    }

    [Theory]
    [MemberData(nameof(Hosts))]
    public async Task The_inner_flow_runs_on_the_host_of_the_outer_flow(HostKind kind)
    {
        using TestHost host = TestHost.Start(kind);
        bool asyncAtHome = false;
        bool syncAtHome = false;
        ScriptedFlow inner = new(
            "Inner",
            [
                Step.Sync("sync", _ => syncAtHome = host.IsSynchronousHome),
                Step.Task("async", async _ =>
                {
                    asyncAtHome = host.IsHome;
                    await Task.Yield();
                    asyncAtHome &= host.IsHome;
                }),
            ]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        await host.Call(() => outer.ExecuteUntypedAsync(host.Options).Within());
        Assert.True(asyncAtHome);
        Assert.True(syncAtHome);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    public async Task The_limit_of_the_outer_flow_applies_to_all_steps_together(int outerLimit, int innerLimit)
    {
        int running = 0;
        int highest = 0;
        Step[] Steps(string prefix) => [.. Enumerable.Range(0, 12).Select(number => number % 3 == 0
            ? Step.Sync($"{prefix}{number}", _ =>
            {
                Enter();
                Interlocked.Decrement(ref running);
            })
            : Step.Task($"{prefix}{number}", async _ =>
            {
                Enter();
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }))];
        ScriptedFlow deepest = new("Deepest", Steps("d"));
        ScriptedFlow inner = new("Inner", [.. Steps("i"), Step.Flow("deepest", deepest)], innerLimit);
        ScriptedFlow outer = new("Outer", [.. Steps("o"), Step.Flow("one", inner), Step.Flow("two", inner)], outerLimit);
        for (int i = 0; i < 50; i++)
        {
            await outer.ExecuteUntypedAsync().Within();
        }

        Assert.InRange(highest, 1, outerLimit);
        Assert.Equal(0, running);

        void Enter()
        {
            int now = Interlocked.Increment(ref running);
            int seen;
            while ((seen = Volatile.Read(ref highest)) < now && Interlocked.CompareExchange(ref highest, now, seen) != seen)
            {
            }
        }
    }

    [Fact]
    public async Task The_report_contains_the_report_of_the_inner_run()
    {
        ManualClock clock = new();
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { }), Step.Sync("b", static _ => throw new StepFailure("b")).After("a")]);
        ScriptedFlow outer = new("Outer", [Step.Sync("first", static _ => { }), Step.Flow("flow", inner).After("first"), Step.Sync("last", static _ => { }).After("flow")]);
        NamesObserver observer = new();
        FlowReport report = await outer.RunAsync(new FlowOptions { TimeProvider = clock, Observer = observer }).Within();
        FlowReport within = report.Steps[1].NestedReport!;
        Assert.Equal("Inner", within.FlowName);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Failed], within.Steps.Select(static step => step.Status));
        Assert.Same(within.Steps[1].Exception, report.Steps[1].Exception);
        Assert.Same(within.Steps[1].Exception, Assert.Single(report.Failures));
        Assert.Null(report.Steps[0].NestedReport);
        string[] lines = report.ToString().Split('\n');
        Assert.StartsWith("    b  ", lines[5], StringComparison.Ordinal);
        Assert.Equal(["first", "a", "b", "Inner", "flow", "last", "Outer"], observer.Ended);
        Assert.Contains("flow.b: StepFailure: b", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_the_outer_run_cancels_the_inner()
    {
        using CancellationTokenSource source = new();
        TaskCompletionSource reached = new();
        ScriptedFlow inner = new("Inner", [Step.Task("waits", call =>
        {
            reached.SetResult();
            return Task.Delay(Timeout.Infinite, call.Token);
        })]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        Task<FlowReport<long>> run = outer.RunAsync(cancellationToken: source.Token).AsTask();
        await reached.Task.Within();
        source.Cancel();
        FlowReport report = await run.Within();
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(StepStatus.Canceled, report.Steps[0].Status);
        Assert.Equal(FlowStatus.Canceled, report.Steps[0].NestedReport!.Status);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task A_failing_outer_step_cancels_the_inner_flow()
    {
        StepFailure failure = new("outer");
        TaskCompletionSource reached = new();
        ScriptedFlow inner = new("Inner", [Step.Task("waits", call =>
        {
            reached.SetResult();
            return Task.Delay(Timeout.Infinite, call.Token);
        })]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner), Step.Task("fails", async _ =>
        {
            await reached.Task;
            throw failure;
        })]);
        FlowReport report = await outer.RunAsync().Within();
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Equal(StepStatus.Canceled, report.Steps[0].Status);
    }

    [Fact]
    public async Task The_inner_flow_has_its_own_failure_mode_unless_the_options_set_one()
    {
        ScriptedFlow inner = new(
            "Inner",
            [Step.Task("fails", static _ => throw new StepFailure("one")), Step.Task("fails too", static _ => throw new StepFailure("two"))],
            failureMode: FailureMode.Continue);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);
        FlowReport report = await outer.RunAsync().Within();
        Assert.Equal(["one", "two"], report.Failures.Select(static failure => failure.Message).Order(StringComparer.Ordinal));
        Assert.Equal("one", report.Steps[0].Exception!.Message);
        report = await outer.RunAsync(new FlowOptions { FailureMode = FailureMode.Cancel }).Within();
        Assert.Equal("one", Assert.Single(report.Failures).Message);
    }

    [Fact]
    public async Task A_lock_that_the_outer_step_holds_fails_the_inner_step_at_once()
    {
        FlowLock shared = new();
        ScriptedFlow inner = new("Inner", [Step.Task("needs", static _ => Task.CompletedTask).Holding(shared)]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner).Holding(shared)]);
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => outer.ExecuteUntypedAsync().Within());
        Assert.StartsWith("Step 'needs' of flow 'Inner' cannot wait for lock '_lock0': step 'flow' of flow 'Outer', within which it runs, holds it", thrown.Message, StringComparison.Ordinal);
        Assert.True(shared.IsFree(1));
    }

    [Fact]
    public async Task Waiting_for_the_inner_flow_holds_no_thread()
    {
        Gate gate = new();
        ScriptedFlow inner = new("Inner", [Step.Task("waits", _ => gate.Pass())]);
        ScriptedFlow outer = new("Outer", [Step.Flow("flow", inner)]);

        // On the caller's thread, which comes back although the inner run has not ended.
        Task run = await Caller.OnOwnThread(() => Task.FromResult(outer.ExecuteUntypedAsync().AsTask()));
        Assert.True(gate.IsReached);
        Assert.False(run.IsCompleted);
        gate.Open();
        await run.Within();
    }

    [Fact]
    public void Diagrams_show_the_inner_flow_within_the_outer_flow()
    {
        ScriptedFlow inner = new("Inner", [Step.Sync("a", static _ => { }), Step.Task("b", static _ => Task.CompletedTask).After("a")]);
        IFlow outer = new ScriptedFlow(
            "Outer",
            [
                Step.Sync("first", static _ => { }),
                Step.Flow("flow", inner).After("first"),
                Step.ForEach("each", static _ => [], (Action<ElementCall>)(static _ => { })).After("flow").When(static _ => true),
            ]);
        Assert.Equal(
            """
            flowchart LR
                s0["first"]
                subgraph s1["flow"]
                    s1_0["a"]
                    s1_1(["b"])
                    s1_0 --> s1_1
                end
                s2[["each<br/>for each<br/>when eachWanted"]]
                s0 --> s1
                s1 --> s2

            """.ReplaceLineEndings("\n"),
            outer.Plan.ToMermaid());
        Assert.Equal(
            """
            digraph "Outer" {
                rankdir=LR;
                compound=true;
                node [shape=box];
                s0 [label="first"];
                subgraph cluster_s1 {
                    label="flow";
                    s1_0 [label="a"];
                    s1_1 [label="b", style=rounded];
                    s1_0 -> s1_1;
                }
                s2 [label="each\nfor each\nwhen eachWanted", peripheries=2];
                s0 -> s1_0 [lhead=cluster_s1];
                s1_1 -> s2 [ltail=cluster_s1];
            }

            """.ReplaceLineEndings("\n"),
            outer.Plan.ToDot());
        Assert.Contains("flow (Inner) after first", outer.Plan.ToString(), StringComparison.Ordinal);
        Assert.Contains("each for each after flow when eachWanted", outer.Plan.ToString(), StringComparison.Ordinal);
    }

    private sealed class NamesObserver : FlowObserver
    {
        // Everything is sequential here.
        public List<string> Ended { get; } = [];

        public override void OnStepCompleted(in StepCompleted e) => Ended.Add(e.Step.Name);

        public override void OnRunCompleted(in RunCompleted e) => Ended.Add(e.Plan.Name);
    }

    private static Step Yielding(string name, List<string> order) => Step.Task(name, async _ =>
    {
        await Task.Yield();
        order.Add(name);
    });
}
