using AsyncFlow.Testing;

namespace AsyncFlow.Journal.Tests;

/// <summary>What runs again when a run is resumed, and what does not.</summary>
public sealed class ResumeTests
{
    private readonly Tracker _tracker = new();

    [Fact]
    public async Task Kept_steps_do_not_run_again_after_a_failure()
    {
        using TempFile file = new();
        Nightly flow = new(_tracker);
        _tracker.Fail("Sum");
        FlowReport<Summary> failed = await flow.RunAsync(4, file.Options);
        Assert.Equal(FlowStatus.Failed, failed.Status);
        Assert.Equal("Announce Bill1 Bill2 Bill3 Bill4 Load Rate Sum", _tracker.All);

        _tracker.Clear();
        _tracker.Running = null;
        FlowReport<Summary> report = await flow.RunAsync(4, file.Options);
        Assert.Equal(new Summary(4, 100), report.Output);
        Assert.Equal("Rate Sum", _tracker.All);
        Assert.Contains("its result was in the journal", report.ToString(), StringComparison.Ordinal);
        Assert.Equal(["Load", "Announce"], report.Steps.Where(static step => step.IsRestored).Select(static step => step.Name));
        Assert.All(report.Steps.Single(static step => step.Name == "Bill").NestedReport!.Steps, static element => Assert.True(element.IsRestored));
        Assert.All(report.Steps, static step => Assert.Equal((StepStatus.Succeeded, step.IsRestored ? 0 : 1), (step.Status, step.Attempts)));

        _tracker.Clear();
        Assert.Equal(new Summary(4, 100), await flow.ExecuteAsync(4, file.Options));
        Assert.Equal("Rate", _tracker.All);
    }

    [Fact]
    public async Task Elements_that_failed_run_again_and_others_do_not()
    {
        using TempFile file = new();
        _tracker.Fail("Bill2", "Bill5");
        FlowReport report = await new Nightly(_tracker).RunAsync(6, file.Options with { FailureMode = FailureMode.Continue });
        Assert.Equal(2, report.Failures.Count);
        _tracker.Clear();
        _tracker.Running = null;
        Assert.Equal(new Summary(6, 210), await new Nightly(_tracker).ExecuteAsync(6, file.Options));
        Assert.Equal("Bill2 Bill5 Rate Sum", _tracker.All);
    }

    [Fact]
    public async Task A_cancelled_run_is_resumed()
    {
        using TempFile file = new();
        using CancellationTokenSource source = new();
        _tracker.Running = step =>
        {
            if (step == "Bill2")
            {
                source.Cancel();
                source.Token.ThrowIfCancellationRequested();
            }
        };
        FlowReport report = await new Nightly(_tracker).RunAsync(4, file.Options, source.Token);
        Assert.Equal(FlowStatus.Canceled, report.Status);
        string[] kept = [.. File.ReadAllLines(file.Path).Skip(1).Select(static line => line.Split('"')[3])];
        Assert.DoesNotContain("Bill/1", kept);
        _tracker.Clear();
        _tracker.Running = null;
        Assert.Equal(new Summary(4, 100), await new Nightly(_tracker).ExecuteAsync(4, file.Options));
        Assert.Equal(0, _tracker.Executions("Load"));
        Assert.Equal(1, _tracker.Executions("Bill2"));
        Assert.All(kept.Where(static path => path.StartsWith("Bill/", StringComparison.Ordinal)), path => Assert.Equal(0, _tracker.Executions($"Bill{path[5..] + 1}")));
    }

    [Fact]
    public async Task A_kept_step_has_its_result_also_if_its_condition_does_not_hold_any_more()
    {
        using TempFile file = new();
        _tracker.Fail("Say");
        await new Conditional(_tracker, isOn: true).RunAsync(file.Options);
        _tracker.Clear();
        _tracker.Running = null;
        Assert.Equal("null", await new Conditional(_tracker, isOn: false).ExecuteAsync(file.Options));
        Assert.Equal("Say", _tracker.All);
    }

    [Fact]
    public async Task A_step_that_was_skipped_is_not_kept()
    {
        using TempFile file = new();
        Assert.Equal("nothing", await new Conditional(_tracker, isOn: false).ExecuteAsync(file.Options));
        Assert.Equal("null", await new Conditional(_tracker, isOn: true).ExecuteAsync(file.Options));
        Assert.Equal("Find Say*2", _tracker.All);
    }

    [Fact]
    public async Task Runs_within_steps_keep_their_results_under_the_path_of_the_step()
    {
        using TempFile file = new();
        _tracker.Fail("Bill3");
        await new Outer(_tracker).RunAsync(3, file.Options with { FailureMode = FailureMode.Continue });
        string[] paths = [.. File.ReadAllLines(file.Path).Skip(1).Select(static line => line.Split('"')[3])];
        Assert.Equal(8, paths.Length);
        Assert.Equal(4, paths.Count(static path => path.StartsWith("Second/AsyncFlow.Journal.Tests.Nightly(", StringComparison.Ordinal)));

        _tracker.Clear();
        _tracker.Running = null;
        Assert.Equal("120", await new Outer(_tracker).ExecuteAsync(3, file.Options));
        Assert.Equal("Add Bill3*2 Rate*2 Sum*2", _tracker.All);

        _tracker.Clear();
        Assert.Equal("120", await new Outer(_tracker).ExecuteAsync(3, file.Options));
        Assert.Equal("Add Rate", _tracker.All);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, "Read2 Write<2> Write<3>", "<1>!<2>!<3>!")]
    [InlineData(new[] { 1, 5, 3, 4 }, "Read4 Read5 Write<3> Write<4> Write<5>", "<1>!<5>!<3>!<4>!")]
    [InlineData(new[] { 1 }, "", "<1>!")]
    public async Task An_element_of_a_list_that_is_not_kept_has_the_result_of_an_equal_element(int[] numbers, string executed, string joined)
    {
        using TempFile file = new();
        _tracker.Fail("Read2", "Write<3>");
        Assert.Equal("<1>!--", await new Pipeline(_tracker, [1, 2, 3]).ExecuteAsync(file.Options with { FailureMode = FailureMode.Continue }));
        _tracker.Clear();
        _tracker.Running = null;
        Assert.Equal(joined, await new Pipeline(_tracker, numbers).ExecuteAsync(file.Options));
        Assert.Equal(executed, _tracker.All);
    }

    [Fact]
    public async Task Attempts_of_a_flow_under_policies_resume_each_other()
    {
        using TempFile file = new();
        int fails = 0;
        _tracker.Running = step =>
        {
            if (step == "Use" && fails++ == 0)
            {
                throw new InvalidOperationException();
            }
        };
        Assert.Equal("got", await new Retried(_tracker).ExecuteAsync(file.Options));
        Assert.Equal("Get Use*2", _tracker.All);
    }

    [Fact]
    public async Task Only_steps_that_were_asked_for_are_restored()
    {
        using TempFile file = new();
        await new Nightly(_tracker).ExecuteAsync(2, file.Options);
        FlowReport report = await new Nightly(_tracker).RunAsync(2, file.Options with { Targets = ["Bill"] });
        Assert.Equal(StepStatus.Skipped, report.Steps.Single(static step => step.Name == "Sum").Status);
        Assert.True(report.Steps.Single(static step => step.Name == "Load").IsRestored);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_run_on_a_simulated_host_is_resumed(int seed)
    {
        using TempFile file = new();
        _tracker.Fail("Bill2");
        SimulationHost first = new(seed);
        Assert.Equal(FlowStatus.Failed, (await first.RunAsync(() => new Nightly(_tracker).RunAsync(3, file.Options with { Host = first }))).Status);
        int loaded = _tracker.Executions("Load");
        _tracker.Running = null;
        SimulationHost second = new(seed);
        Assert.Equal(new Summary(3, 60), await second.RunAsync(() => new Nightly(_tracker).ExecuteAsync(3, file.Options with { Host = second })));
        Assert.Equal((1, loaded), (_tracker.Executions("Load"), loaded));
    }

    [Fact]
    public async Task A_run_on_an_event_loop_is_resumed()
    {
        using TempFile file = new();
        _tracker.Fail("Bill2");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Task.Run(() => EventLoopHost.Run(() => new Nightly(_tracker).ExecuteAsync(3, file.Options))));
        _tracker.Running = null;
        Assert.Equal(new Summary(3, 60), await Task.Run(() => EventLoopHost.Run(() => new Nightly(_tracker).ExecuteAsync(3, file.Options))));
        Assert.Equal((1, 1), (_tracker.Executions("Load"), _tracker.Executions("Announce")));
    }

    [Fact]
    public async Task Without_a_journal_kept_steps_cost_nothing()
    {
        Quick flow = new();
        Assert.Equal(2, await flow.ExecuteAsync());
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            ValueTask<int> run = flow.ExecuteAsync();
            Assert.True(run.IsCompletedSuccessfully);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
