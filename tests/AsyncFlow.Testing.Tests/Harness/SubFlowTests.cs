namespace AsyncFlow.Testing.Tests.Harness;

/// <summary>A harness as a step of another flow: the outer run's options apply to it as to any other flow.</summary>
public sealed class SubFlowTests
{
    private int _running;
    private int _mostRunning;

    [Fact]
    public async Task The_outer_runs_concurrency_limit_applies()
    {
        await Explore.AllAsync(
            () => OuterFlow(new FlowHarness(TwoSteps())),
            _ => Assert.Equal(1, _mostRunning),
            new ExplorationOptions { Flow = new FlowOptions { MaxConcurrency = 1 } }).Within();
    }

    [Fact]
    public async Task The_outer_report_contains_the_report_of_the_inner_run()
    {
        FlowHarness harness = new FlowHarness(TwoSteps()).Replace("a", _ => { });
        FlowReport report = await OuterFlow(harness).RunAsync().Within();
        report.ThrowIfFailed();
        FlowReport? inner = report.Steps[0].NestedReport;
        Assert.NotNull(inner);
        Assert.Equal("inner", inner.FlowName);
        Assert.Equal(["a", "b"], inner.Steps.Select(static step => step.Name));
    }

    [Fact]
    public async Task The_outer_runs_observer_receives_the_events_of_the_inner_steps()
    {
        FlowHarness harness = new(TwoSteps());
        Recorder recorder = new();
        await OuterFlow(harness).ExecuteAsync(new FlowOptions { Host = new SimulationHost(1), Observer = recorder }).Within();
        Assert.Contains("a+", recorder.Text, StringComparison.Ordinal);
        Assert.Contains("b-Succeeded", recorder.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_are_those_of_the_inner_run_and_assertions_hold_for_it()
    {
        FlowHarness harness = new(TwoSteps());
        await OuterFlow(harness).ExecuteAsync(new FlowOptions { Host = new SimulationHost(1) }).Within();
        harness.AssertRan("a");
        harness.AssertRan("b");
        Assert.Equal(["a", "b"], harness.Events.Select(static e => e.Step.Name).Distinct().Order());
        Assert.Contains(harness.Events, static e => e.Kind == FlowEventKind.Continued);
    }

    [Fact]
    public async Task The_outer_runs_failure_mode_and_clock_apply()
    {
        FlowHarness harness = new FlowHarness(TwoSteps())
            .Fail("a", new InvalidOperationException("a"))
            .Delay("b", TimeSpan.FromDays(1));
        FlowReport report = await OuterFlow(harness)
            .RunAsync(new FlowOptions { Host = new SimulationHost(1), FailureMode = FailureMode.Continue }).Within();
        Assert.Equal(StepStatus.Succeeded, report.Steps[0].NestedReport!.Steps[1].Status);
        Assert.Equal(TimeSpan.FromDays(1), report.Duration);
    }

    [Fact]
    public async Task Every_failure_of_the_inner_run_reaches_the_outer_report()
    {
        InvalidOperationException first = new("a");
        InvalidOperationException second = new("b");
        FlowHarness harness = new FlowHarness(TwoSteps()).Fail("a", first).Fail("b", second);
        FlowReport report = await OuterFlow(harness).RunAsync(new FlowOptions { FailureMode = FailureMode.Continue }).Within();
        Assert.Equal(2, report.Failures.Count);
        Assert.Contains(first, report.Failures);
        Assert.Contains(second, report.Failures);
    }

    [Fact]
    public async Task A_lock_that_the_outer_step_holds_is_refused_to_the_inner_steps()
    {
        FlowLock shared = new();
        FlowBuilder inner = new("inner");
        inner.Step("a", _ => { }).WithLock(shared);
        FlowBuilder outer = new("outer");
        outer.SubFlow("inner", new FlowHarness(inner.Build())).WithLock(shared);
        await Assert.ThrowsAsync<InvalidOperationException>(() => outer.Build().ExecuteAsync().Within());
    }

    [Fact]
    public async Task Replacements_apply_within_a_generated_outer_flow()
    {
        FlowHarness harness = new FlowHarness(new Page()).Fail("LoadUser", new InvalidOperationException("injected"));
        FlowReport report = await new PageOwner(harness).RunAsync(new FlowOptions { MaxConcurrency = 1 }).Within();
        Assert.Equal("injected", Assert.Single(report.Failures).Message);
        Assert.Equal(StepStatus.Failed, report.Steps[0].NestedReport!.Steps[1].Status);
    }

    [Fact]
    public async Task A_harness_of_a_flow_that_wraps_a_harness_applies_both()
    {
        FlowHarness inner = new FlowHarness(new Page()).Replace("LoadUser", new User("inner"));
        FlowHarness outer = new FlowHarness(new ForwardingFlow(inner)).Replace("LoadTheme", 7).Replace("Setup", _ => { });
        FlowReport<string> report = await outer.RunAsync<string>().Within();
        Assert.Equal("inner 7", report.Output);
        Assert.Equal(inner.Events.Count, outer.Events.Count);
    }

    [Fact]
    public async Task A_harness_started_inside_a_simulation_records_where_steps_continue()
    {
        FlowHarness harness = new(TwoSteps());
        SimulationHost simulation = new(1);
        await simulation.RunAsync(() => harness.ExecuteAsync().AsTask()).Within();
        Assert.Contains(harness.Events, static e => e.Kind == FlowEventKind.Continued);
    }

    // Two steps that yield once each.
    private IFlow TwoSteps()
    {
        FlowBuilder inner = new("inner");
        inner.Step("a", WorkAsync);
        inner.Step("b", WorkAsync);
        return inner.Build();
    }

    // The inner flow beside one more step.
    private IFlow OuterFlow(IFlow inner)
    {
        _mostRunning = 0;
        FlowBuilder outer = new("outer");
        outer.SubFlow("inner", inner);
        outer.Step("x", WorkAsync);
        return outer.Build();
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        int running = Interlocked.Increment(ref _running);
        _mostRunning = Math.Max(_mostRunning, running);
        await Task.Yield();
        Interlocked.Decrement(ref _running);
    }
}

[Flow]
internal sealed partial class PageOwner(IFlow page)
{
    [Step]
    private readonly IFlow _page = page;

    [Step(nameof(_page))]
    private static void Publish() { }
}
