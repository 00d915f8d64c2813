using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Reports that are created for tests of code that reads reports.</summary>
public class HandMadeReportTests
{
    private static readonly FlowPlan s_plan = new(
        "Nightly",
        new StepDescriptor("Load", isAsync: true),
        new StepDescriptor("Save", isAsync: true) { Upstream = [0], Condition = "!IsDryRun" });

    private static readonly StepFailure s_failure = new("disk full");

    [Fact]
    public void A_report_has_the_values_it_was_created_with()
    {
        StepReport[] steps = [Report(0, StepStatus.Succeeded, 5), Report(1, StepStatus.Failed, 20, s_failure)];
        FlowReport report = new(s_plan, FlowStatus.Failed, Milliseconds(25), steps, [s_failure]);

        Assert.Same(s_plan, report.Plan);
        Assert.Equal("Nightly", report.FlowName);
        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(Milliseconds(25), report.Duration);
        Assert.Equal(steps, report.Steps);
        Assert.Equal([s_failure], report.Failures);
        Assert.Contains("Save: StepFailure: disk full", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_report_has_the_values_it_was_created_with()
    {
        FlowReport nested = Succeeded();
        StepReport step = new(s_plan.Steps[0], StepStatus.Canceled, Milliseconds(1), Milliseconds(2), Milliseconds(3), s_failure) { NestedReport = nested };

        Assert.Same(s_plan.Steps[0], step.Step);
        Assert.Equal("Load", step.Name);
        Assert.Equal(StepStatus.Canceled, step.Status);
        Assert.Equal((Milliseconds(1), Milliseconds(2), Milliseconds(3)), (step.Start, step.Duration, step.LockWait));
        Assert.Same(s_failure, step.Exception);
        Assert.Same(nested, step.NestedReport);
        Assert.Equal("IsDryRun is true", Skipped().SkipReason);
    }

    [Fact]
    public void A_report_keeps_its_own_copy_of_the_lists()
    {
        StepReport[] steps = [Report(0, StepStatus.Succeeded, 5), Report(1, StepStatus.Failed, 20, s_failure)];
        Exception[] failures = [s_failure];
        FlowReport report = new(s_plan, FlowStatus.Failed, TimeSpan.Zero, steps, failures);

        steps[0] = steps[1];
        failures[0] = new StepFailure("other");

        Assert.Equal("Load", report.Steps[0].Name);
        Assert.Same(s_failure, report.Failures[0]);
        Assert.Throws<NotSupportedException>(() => ((IList<StepReport>)report.Steps)[0] = steps[1]);
    }

    [Fact]
    public void ThrowIfFailed_throws_the_first_failure_of_a_failed_run()
    {
        FlowReport report = new(s_plan, FlowStatus.Failed, TimeSpan.Zero, [Report(0, StepStatus.Failed, 1, s_failure), Skipped()], [s_failure, new StepFailure("later")]);

        Assert.Same(s_failure, Assert.Throws<StepFailure>(report.ThrowIfFailed));
    }

    [Fact]
    public void ThrowIfFailed_throws_a_cancellation_for_a_cancelled_run()
    {
        FlowReport report = new(s_plan, FlowStatus.Canceled, TimeSpan.Zero, [Report(0, StepStatus.NotRun), Skipped()], [s_failure]);

        Assert.Throws<OperationCanceledException>(report.ThrowIfFailed);
    }

    [Fact]
    public void ThrowIfFailed_throws_nothing_for_a_run_that_succeeded() => Succeeded().ThrowIfFailed();

    [Fact]
    public void Output_returns_the_output_if_the_run_succeeded()
    {
        FlowReport<int> succeeded = new(s_plan, FlowStatus.Succeeded, TimeSpan.Zero, [Report(0, StepStatus.Succeeded), Skipped()], [], 7);
        FlowReport<int> failed = new(s_plan, FlowStatus.Failed, TimeSpan.Zero, [Report(0, StepStatus.Failed, 0, s_failure), Report(1, StepStatus.NotRun)], [s_failure], 7);
        FlowReport<int> canceled = new(s_plan, FlowStatus.Canceled, TimeSpan.Zero, [Report(0, StepStatus.NotRun), Report(1, StepStatus.NotRun)], [], 7);

        Assert.Equal(7, succeeded.Output);
        Assert.Same(s_failure, Assert.Throws<InvalidOperationException>(() => failed.Output).InnerException);
        Assert.Contains("the run is Canceled", Assert.Throws<InvalidOperationException>(() => canceled.Output).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_steps_must_be_those_of_the_plan_in_order()
    {
        StepReport load = Report(0, StepStatus.Succeeded);
        FlowPlan other = new("Other", new StepDescriptor("Load", isAsync: true), new StepDescriptor("Save", isAsync: true));
        StepReport foreign = new(other.Steps[0], StepStatus.Succeeded, default, default, default, null);

        AssertRefused([load], "has 2 steps, but there are reports of 1");
        AssertRefused([Skipped(), load], "Report 0 should be that of step 'Load' of flow 'Nightly', but is one of 'Save'");
        AssertRefused([foreign, Skipped()], "Report 0 should be that of step 'Load'");
        AssertRefused([load, null!], "Report 1 should be that of step 'Save' of flow 'Nightly', but is null");

        static void AssertRefused(StepReport[] steps, string message)
        {
            ArgumentException thrown = Assert.Throws<ArgumentException>(() => new FlowReport(s_plan, FlowStatus.Succeeded, TimeSpan.Zero, steps, []));
            Assert.Equal("steps", thrown.ParamName);
            Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_report_requires_a_status_and_a_failed_one_requires_a_failure()
    {
        StepReport[] steps = [Report(0, StepStatus.Succeeded), Skipped()];

        Assert.Equal("status", Assert.Throws<ArgumentOutOfRangeException>(() => new FlowReport(s_plan, FlowStatus.None, default, steps, [])).ParamName);
        Assert.Equal("status", Assert.Throws<ArgumentOutOfRangeException>(() => new FlowReport(s_plan, (FlowStatus)9, default, steps, [])).ParamName);
        Assert.Equal("duration", Assert.Throws<ArgumentOutOfRangeException>(() => new FlowReport(s_plan, FlowStatus.Succeeded, TimeSpan.FromTicks(-1), steps, [])).ParamName);
        Assert.Equal("failures", Assert.Throws<ArgumentException>(() => new FlowReport(s_plan, FlowStatus.Failed, default, steps, [])).ParamName);
        Assert.Equal("failures", Assert.Throws<ArgumentException>(() => new FlowReport(s_plan, FlowStatus.Canceled, default, steps, [null!])).ParamName);
        Assert.Equal("plan", Assert.Throws<ArgumentNullException>(() => new FlowReport(null!, FlowStatus.Succeeded, default, steps, [])).ParamName);
        Assert.Equal("steps", Assert.Throws<ArgumentNullException>(() => new FlowReport(s_plan, FlowStatus.Succeeded, default, null!, [])).ParamName);
        Assert.Equal("failures", Assert.Throws<ArgumentNullException>(() => new FlowReport(s_plan, FlowStatus.Succeeded, default, steps, null!)).ParamName);
    }

    [Theory]
    [InlineData(StepStatus.None, 0, 0, 0, false, "status")]
    [InlineData((StepStatus)9, 0, 0, 0, false, "status")]
    [InlineData(StepStatus.Succeeded, -1, 0, 0, false, "start")]
    [InlineData(StepStatus.Succeeded, 0, -1, 0, false, "duration")]
    [InlineData(StepStatus.Succeeded, 0, 0, -1, false, "lockWait")]
    [InlineData(StepStatus.Succeeded, 0, 0, 0, true, "exception")]
    [InlineData(StepStatus.Failed, 0, 0, 0, false, "exception")]
    [InlineData(StepStatus.NotRun, 0, 0, 0, true, "exception")]
    [InlineData(StepStatus.NotRun, 1, 0, 0, false, "start")]
    [InlineData(StepStatus.NotRun, 0, 1, 0, false, "duration")]
    [InlineData(StepStatus.Skipped, 1, 0, 0, false, "start")]
    public void A_step_report_with_contradictory_values_is_refused(StepStatus status, int start, int duration, int lockWait, bool threw, string parameter)
    {
        ArgumentException thrown = Assert.ThrowsAny<ArgumentException>(() =>
            new StepReport(s_plan.Steps[0], status, Milliseconds(start), Milliseconds(duration), Milliseconds(lockWait), threw ? s_failure : null));
        Assert.Equal(parameter, thrown.ParamName);
    }

    [Fact]
    public void A_step_report_requires_a_step() =>
        Assert.Equal("step", Assert.Throws<ArgumentNullException>(static () => new StepReport(null!, StepStatus.Succeeded, default, default, default, null)).ParamName);

    [Fact]
    public void The_default_status_is_None()
    {
        Assert.Equal(StepStatus.None, default);
        Assert.Equal(FlowStatus.None, default);
    }

    [Fact]
    public async Task The_report_of_a_run_has_the_plan_of_its_flow()
    {
        ScriptedFlow flow = new("Real", [Step.SyncOf("only", static _ => 1)]);

        FlowReport<long> report = await flow.RunAsync().Within();

        Assert.Same(((IFlow)flow).Plan, report.Plan);
        FlowReport<long> copy = new(report.Plan, report.Status, report.Duration, report.Steps, report.Failures, report.Output);
        Assert.Equal(report.ToString(), copy.ToString());
    }

    private static FlowReport Succeeded() => new(s_plan, FlowStatus.Succeeded, TimeSpan.Zero, [Report(0, StepStatus.Succeeded), Skipped()], []);

    private static StepReport Skipped() => Report(1, StepStatus.Skipped);

    private static StepReport Report(int step, StepStatus status, int duration = 0, Exception? exception = null) =>
        new(s_plan.Steps[step], status, TimeSpan.Zero, Milliseconds(duration), TimeSpan.Zero, exception);

    private static TimeSpan Milliseconds(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
