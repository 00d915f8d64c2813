using System.Globalization;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Reports of runs whose clock the test controls, so that every number in them is known.</summary>
public class ReportTests
{
    [Fact]
    public async Task Times_are_measured_by_the_runs_clock()
    {
        ManualClock clock = new();
        clock.Advance(milliseconds: 12_345);
        Gate a = new(), b = new();
        ScriptedFlow flow = new(Step.TaskOf("a", _ => a.Pass()), Step.TaskOf("b", _ => b.Pass()).After("a"));

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
        await a.Reached.Within();
        clock.Advance(milliseconds: 10);
        a.Open();
        await b.Reached.Within();
        clock.Advance(milliseconds: 5);
        b.Open();
        FlowReport report = await run.Within();

        Assert.Equal(TimeSpan.FromMilliseconds(15), report.Duration);
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromMilliseconds(10)], report.Steps.Select(static step => step.Start));
        Assert.Equal([TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)], report.Steps.Select(static step => step.Duration));
        Assert.All(report.Steps, static step => Assert.Equal(TimeSpan.Zero, step.LockWait));
    }

    [Fact]
    public async Task Time_spent_waiting_for_locks_is_not_time_spent_running()
    {
        ManualClock clock = new();
        FlowLock first = new(), second = new();
        await first.AcquireAsync(default);
        await second.AcquireAsync(default);
        Gate step = new();
        ScriptedFlow flow = new(Step.TaskOf("waits", _ => step.Pass()).Holding(first, second));

        Task<FlowReport<long>> run = await Caller.OnOwnThread(() =>
        {
            // Without a context the step requests its locks before the caller continues.
            Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
            return Task.FromResult(run);
        });
        clock.Advance(milliseconds: 30);
        first.Release();
        second.Release();
        await step.Reached.Within();
        clock.Advance(milliseconds: 4);
        step.Open();
        StepReport report = (await run.Within()).Steps[0];

        Assert.Equal(TimeSpan.FromMilliseconds(30), report.LockWait);
        Assert.Equal(TimeSpan.FromMilliseconds(30), report.Start);
        Assert.Equal(TimeSpan.FromMilliseconds(4), report.Duration);
    }

    [Fact]
    public async Task A_step_that_never_started_has_no_times()
    {
        ManualClock clock = new();
        using CancellationTokenSource source = new();
        FlowLock gate = new();
        await gate.AcquireAsync(default);
        ScriptedFlow flow = new(Step.Sync("waits", static _ => { }).Holding(gate), Step.Sync("after", static _ => { }).After("waits"));

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { TimeProvider = clock }, cancellationToken: source.Token).AsTask();
        clock.Advance(milliseconds: 30);
        source.Cancel();
        FlowReport report = await run.Within();

        Assert.All(report.Steps, static step =>
        {
            Assert.Equal(StepStatus.NotRun, step.Status);
            Assert.Equal(TimeSpan.Zero, step.Start);
            Assert.Equal(TimeSpan.Zero, step.Duration);
        });
        Assert.Equal(TimeSpan.Zero, report.Steps[1].LockWait);
    }

    [Fact]
    public async Task A_report_is_printed_as_a_table()
    {
        ManualClock clock = new();
        Gate load = new(), save = new();
        ScriptedFlow flow = new(
            "Nightly",
            [
                Step.TaskOf("Load", _ => load.Pass()),
                Step.TaskOf("Save", _ => save.Pass()).After("Load").Holding(new FlowLock()),
                Step.Sync("Report", static _ => { }).After("Save"),
            ]);

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask();
        await load.Reached.Within();
        clock.Advance(TimeSpan.FromMilliseconds(1200.5));
        load.Open();
        await save.Reached.Within();
        clock.Advance(milliseconds: 20);
        save.Fail(new StepFailure("disk full"));
        FlowReport report = await run.Within();

        Assert.Equal(
            """
            Nightly: Failed in 1.22 s
              step    status      start  duration  lock wait
              Load    Succeeded  0.0 ms    1.20 s          -
              Save    Failed     1.20 s   20.0 ms          -
              Report  NotRun          -         -          -  'Save' did not succeed
              Save: StepFailure: disk full

            """,
            report.ToString());
        Assert.Equal("Save: Failed in 20.0 ms", report.Steps[1].ToString());
        Assert.Equal("Nightly", report.FlowName);
    }

    [Theory]
    [InlineData(0, "0.0 ms")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(1234.5, "1.23 s")]
    [InlineData(999.94, "999.9 ms")]
    [InlineData(999.96, "1.00 s")]
    [InlineData(59_990, "59.99 s")]
    [InlineData(59_996, "1 min")]
    [InlineData(123_456, "2 min 3.5 s")]
    [InlineData(3_599_960, "1 h")]
    [InlineData(86_400_000, "1 d")]
    [InlineData(93_784_000, "1 d 2 h 3 min 4 s")]
    [InlineData(86_400_000 * 400.0, "400 d")]
    public void Times_are_printed_in_readable_units(double milliseconds, string expected)
    {
        FlowPlan plan = new("Long", new StepDescriptor("only", isAsync: false));
        TimeSpan time = TimeSpan.FromMilliseconds(milliseconds);
        StepReport step = new(plan.Steps[0], StepStatus.Succeeded, time, time, time, null);
        CultureInfo culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("de-DE");

            Assert.Equal($"only: Succeeded in {expected}", step.ToString());
            string[] lines = new FlowReport(plan, FlowStatus.Succeeded, time, [step], []).ToString().Split('\n');
            Assert.Equal($"Long: Succeeded in {expected}", lines[0]);
            Assert.EndsWith($"{expected}  {expected.PadLeft(8)}  {(milliseconds == 0 ? "-" : expected).PadLeft(9)}", lines[2], StringComparison.Ordinal);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public async Task The_table_shows_how_long_a_step_waited_for_its_locks()
    {
        ManualClock clock = new();
        FlowLock gate = new();
        await gate.AcquireAsync(default);
        ScriptedFlow flow = new("Locked", [Step.Task("only", static _ => Task.CompletedTask).Holding(gate)]);

        Task<FlowReport<long>> run = await Caller.OnOwnThread(() => Task.FromResult(flow.RunAsync(new FlowOptions { TimeProvider = clock }).AsTask()));
        clock.Advance(milliseconds: 7);
        gate.Release();
        FlowReport report = await run.Within();

        Assert.Equal(
            """
            Locked: Succeeded in 7.0 ms
              step  status      start  duration  lock wait
              only  Succeeded  7.0 ms    0.0 ms     7.0 ms

            """,
            report.ToString());
    }

    [Fact]
    public async Task Later_runs_do_not_change_a_report()
    {
        ScriptedFlow flow = new("Kept", [Step.SyncOf("only", static call => (long)call.State!)]);

        FlowReport<long> first = await flow.RunAsync(state: 1L).Within();
        string table = first.ToString();
        for (long i = 2; i < 200; i++)
        {
            await flow.RunAsync(state: i).Within();
        }

        Assert.Equal(1, first.Output);
        Assert.Equal(table, first.ToString());
        Assert.Equal(StepStatus.Succeeded, Assert.Single(first.Steps).Status);
        first.ThrowIfFailed();
    }

    [Fact]
    public async Task Start_times_are_in_the_order_in_which_the_steps_started()
    {
        ScriptedFlow flow = new([.. Enumerable.Range(0, 30).Select(static i =>
            (i % 2 == 0 ? Step.Sync($"s{i}", static _ => { }) : Step.Task($"s{i}", static async _ => await Task.Yield())).After(i == 0 ? [] : [$"s{i - 1}"]))]);

        FlowReport report = await flow.RunAsync().Within();

        for (int i = 1; i < report.Steps.Count; i++)
        {
            Assert.True(report.Steps[i].Start >= report.Steps[i - 1].Start + report.Steps[i - 1].Duration, report.ToString());
        }

        Assert.True(report.Duration >= report.Steps[^1].Start + report.Steps[^1].Duration, report.ToString());
    }

    [Fact]
    public async Task The_untyped_report_has_the_same_content()
    {
        ScriptedFlow flow = new("Same", [Step.SyncOf("only", static _ => 1)]);

        FlowReport report = await flow.RunUntypedAsync().Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Same(((IFlow)flow).Plan.Steps[0], Assert.Single(report.Steps).Step);
        Assert.Equal("only", report.Steps[0].Name);
    }
}
