namespace AsyncFlow.Runtime.Tests;

/// <summary>FailureMode.Continue: only steps that depend on the failed step do not run.</summary>
public class ContinueModeTests
{
    private static readonly FlowOptions s_continue = new() { FailureMode = FailureMode.Continue };

    [Fact]
    public async Task Only_steps_that_depend_on_the_failed_step_do_not_run()
    {
        StepFailure failure = new("first");
        ScriptedFlow flow = new(
            Step.Sync("fails", _ => throw failure),
            Step.Sync("child", static _ => { }).After("fails"),
            Step.Sync("grandchild", static _ => { }).After("child", "other"),
            Step.Task("other", static async _ => await Task.Yield()),
            Step.SyncOf("after other", static _ => 9).After("other"));

        FlowReport<long> report = await flow.RunAsync(s_continue).Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(
            [StepStatus.Failed, StepStatus.NotRun, StepStatus.NotRun, StepStatus.Succeeded, StepStatus.Succeeded],
            report.Steps.Select(static step => step.Status));
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Equal(9, report.Output);
        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync(s_continue).Within()));
    }

    [Fact]
    public async Task The_token_is_not_cancelled_by_a_failure()
    {
        bool cancelled = true;
        ScriptedFlow flow = new(
            Step.Task("fails", static _ => throw new StepFailure("first")),
            Step.Sync("sees", call => cancelled = call.Token.IsCancellationRequested));

        await flow.RunAsync(s_continue).Within();

        Assert.False(cancelled);
    }

    [Fact]
    public async Task Every_failure_is_in_the_report_and_the_first_is_thrown()
    {
        StepFailure[] failures = [new("a"), new("b"), new("c")];
        ScriptedFlow flow = new(
            Step.Task("a", _ => throw failures[0]),
            Step.Sync("b", _ => throw failures[1]).After("ok"),
            Step.Task("c", _ => throw failures[2]).After("last ok"),
            Step.Sync("ok", static _ => { }),
            Step.Task("last ok", static _ => Task.CompletedTask).After("ok"));

        FlowReport report = await flow.RunAsync(s_continue).Within();

        Assert.Equal(3, report.Failures.Count);
        Assert.Equal(failures.ToHashSet<Exception>(), report.Failures.ToHashSet());
        Assert.Same(report.Failures[0], Assert.Throws<StepFailure>(report.ThrowIfFailed));
    }

    [Fact]
    public async Task The_failure_mode_of_the_flow_applies_if_the_options_set_none()
    {
        Step[] steps = [Step.Task("fails", static _ => throw new StepFailure("first")), Step.Task("other", static _ => Task.CompletedTask)];
        ScriptedFlow flow = new("Stubborn", steps, failureMode: FailureMode.Continue);

        Assert.Equal(StepStatus.Succeeded, (await flow.RunAsync().Within()).Steps[1].Status);
        Assert.Equal(StepStatus.Succeeded, (await flow.RunAsync(new FlowOptions()).Within()).Steps[1].Status);

        // Without a context both start on the caller: the first has failed before the second one could start.
        await Caller.OnOwnThread(async () =>
            Assert.Equal(StepStatus.NotRun, (await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Cancel })).Steps[1].Status));
    }

    [Fact]
    public async Task A_step_with_several_failed_upstreams_is_reported_once()
    {
        ScriptedFlow flow = new(
            Step.Sync("a", static _ => throw new StepFailure("a")),
            Step.Sync("b", static _ => throw new StepFailure("b")),
            Step.Sync("join", static _ => { }).After("a", "b"),
            Step.Sync("below", static _ => { }).After("join", "a"));
        RecordingObserver observer = new();

        FlowReport report = await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue, Observer = observer }).Within();

        Assert.Equal([StepStatus.Failed, StepStatus.Failed, StepStatus.NotRun, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Single(observer.Lines, "join NotRun");
        Assert.Single(observer.Lines, "below NotRun");
    }

    [Fact]
    public async Task The_callers_cancellation_still_ends_the_run()
    {
        using CancellationTokenSource source = new();
        StepFailure failure = new("first");
        Gate started = new();
        ScriptedFlow flow = new(
            Step.Sync("fails", call =>
            {
                _ = started.Pass();
                throw failure;
            }),
            Step.Sync("cancels", _ => source.Cancel()).After("the other has started"),
            Step.Task("the other has started", _ => started.Reached),
            Step.Sync("not run", static _ => { }).After("cancels"));

        FlowReport report = await flow.RunAsync(s_continue, cancellationToken: source.Token).Within();

        Assert.Equal(StepStatus.NotRun, report.Steps[3].Status);
        Assert.Same(failure, Assert.Single(report.Failures));
    }
}
