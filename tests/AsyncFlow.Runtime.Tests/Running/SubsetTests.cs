namespace AsyncFlow.Runtime.Tests;

/// <summary>Runs of some of the steps.</summary>
public class SubsetTests
{
    [Fact]
    public async Task Only_targets_and_what_they_need_run()
    {
        List<string> ran = [];
        ScriptedFlow flow = Build(ran);
        FlowReport<long> report = await flow.RunAsync(new FlowOptions { Targets = ["Test"] });
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(["Restore", "Compile", "Test"], ran);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Succeeded, StepStatus.Succeeded, StepStatus.Skipped, StepStatus.Skipped], report.Steps.Select(static step => step.Status));
        Assert.Equal("no target needs it", report.Steps[3].Reason);
        Assert.True(report.Steps[3].IsOmitted);
        Assert.False(report.Steps[0].IsOmitted);
        Assert.Contains("Pack     Skipped", report.ToString(), StringComparison.Ordinal);
        Assert.Contains("no target needs it", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_takes_the_result_of_a_skipped_step_is_skipped_and_what_only_waits_for_it_runs()
    {
        List<string> ran = [];
        FlowReport<long> report = await Build(ran).RunAsync(new FlowOptions { Skip = ["Compile"] });
        Assert.Equal(["Restore", "Publish"], ran);
        Assert.Equal(
            [null, "skipped on request", "it takes the result of 'Compile', which is skipped", "it takes the result of 'Compile', which is skipped", null],
            report.Steps.Select(static step => step.SkipReason));
    }

    [Fact]
    public async Task A_pooled_run_does_not_remember_what_it_omitted()
    {
        List<string> ran = [];
        ScriptedFlow flow = Build(ran);
        for (int i = 0; i < 3; i++)
        {
            ran.Clear();
            await flow.ExecuteUntypedAsync(new FlowOptions { Targets = ["Restore"] });
            Assert.Equal(["Restore"], ran);
            ran.Clear();
            Assert.Equal(5, await flow.ExecuteAsync());
            Assert.Equal(5, ran.Count);
        }
    }

    [Fact]
    public async Task Without_the_output_step_there_is_a_report_but_no_result()
    {
        List<string> ran = [];
        ScriptedFlow flow = Build(ran);
        FlowOptions options = new() { Targets = ["Test"] };
        ArgumentException thrown = ThrownAtOnce(() => flow.ExecuteAsync(options).AsTask());
        Assert.Equal(
            "Flow 'Build' cannot return its result: the step that gives it, 'Publish', does not run (no target needs it). Call RunAsync, which returns a report, or have 'Publish' run. (Parameter 'options')",
            thrown.Message);
        Assert.Empty(ran);
        FlowReport<long> report = await flow.RunAsync(options);
        Assert.Equal(
            "Flow 'Build' has no output: step 'Publish' is Skipped (no target needs it).",
            Assert.Throws<InvalidOperationException>(() => report.Output).Message);
        Assert.Equal(5, await flow.ExecuteAsync(new FlowOptions { Skip = ["Restore"] }));
    }

    [Fact]
    public async Task Unknown_names_are_errors_at_once()
    {
        List<string> ran = [];
        ScriptedFlow flow = Build(ran);
        Assert.Equal(
            "Flow 'Build' has no step 'Tets'. Did you mean 'Test'? (Parameter 'targets')",
            ThrownAtOnce(() => flow.RunAsync(new FlowOptions { Targets = ["Tets"] }).AsTask()).Message);
        ThrownAtOnce(() => flow.ExecuteAsync(new FlowOptions { Skip = ["Nothing"] }).AsTask());
        Assert.Throws<ArgumentException>(static () => new FlowOptions { Skip = [null!] });
        Assert.Empty(ran);
        Assert.Equal(5, await flow.ExecuteAsync());
    }

    [Fact]
    public void Options_with_equal_names_are_equal_and_do_not_change_with_the_list()
    {
        List<string> names = ["a", "b"];
        FlowOptions options = new() { Targets = names, Skip = ["c"] };
        names.Clear();
        Assert.Equal(new FlowOptions { Targets = ["a", "b"], Skip = ["c"] }, options);
        Assert.Equal(new FlowOptions { Targets = ["a", "b"], Skip = ["c"] }.GetHashCode(), options.GetHashCode());
        Assert.NotEqual(new FlowOptions { Targets = ["b", "a"], Skip = ["c"] }, options);
        Assert.Contains("Targets = a, b", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Omitted_steps_ask_no_condition_and_take_no_lock_or_slot()
    {
        FlowLock held = new();
        using (await held.EnterAsync())
        {
            bool asked = false;
            ScriptedFlow flow = new(
                "Slots",
                [
                    Step.Task("a", static _ => Task.CompletedTask).Holding(held).When(_ => asked = true),
                    Step.Sync("b", static _ => { }).Holding(held).Loosely("a"),
                    Step.TaskOf("c", static call => Task.FromResult(call.WasSkipped("b") ? 1L : 0L)).Loosely("b"),
                ],
                maxConcurrency: 1);
            Assert.Equal(1, await flow.ExecuteAsync(new FlowOptions { Targets = ["c"], Skip = ["b"] }).AsTask().Within());
            Assert.Equal(1, await flow.ExecuteAsync(new FlowOptions { Skip = ["a", "b"] }).AsTask().Within());
            Assert.False(asked);
        }
    }

    [Fact]
    public async Task The_condition_of_a_target_is_asked()
    {
        ScriptedFlow flow = new(Step.Sync("maybe", static _ => { }).When(static _ => false), Step.Sync("last", static _ => { }));
        FlowReport report = await flow.RunAsync(new FlowOptions { Targets = ["maybe"] });
        Assert.Equal(["maybeWanted is false", "no target needs it"], report.Steps.Select(static step => step.SkipReason));
        Assert.Equal([false, true], report.Steps.Select(static step => step.IsOmitted));
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failure_passes_through_omitted_steps(FailureMode mode)
    {
        ScriptedFlow flow = new(
            Step.Task("a", static _ => throw new StepFailure("a")),
            Step.Task("b", static _ => Task.CompletedTask).Loosely("a"),
            Step.TaskOf("c", static _ => Task.FromResult(1L)).Loosely("b"));
        FlowReport report = await flow.RunAsync(new FlowOptions { Skip = ["b"], FailureMode = mode });
        Assert.Equal([StepStatus.Failed, StepStatus.Skipped, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Equal("'a' did not succeed", report.Steps[2].Reason);
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failure_is_not_handled_if_the_step_that_takes_the_outcome_is_omitted(FailureMode mode)
    {
        ScriptedFlow flow = new(
            Step.Task("a", static _ => throw new StepFailure("a")),
            Step.Task("b", static _ => Task.CompletedTask).Observing("a"),
            Step.TaskOf("c", static _ => Task.FromResult(1L)).Loosely("b"));
        FlowReport handled = await flow.RunAsync(new FlowOptions { FailureMode = mode });
        Assert.Equal(FlowStatus.Succeeded, handled.Status);
        foreach (FlowOptions options in (FlowOptions[])[new() { Targets = ["a"] }, new() { Skip = ["b"] }])
        {
            FlowReport report = await flow.RunAsync(options with { FailureMode = mode });
            Assert.Equal(FlowStatus.Failed, report.Status);
            Assert.False(report.Steps[0].IsHandled);
            Assert.NotEqual(StepStatus.Succeeded, report.Steps[2].Status);
        }

        Assert.Equal(FlowStatus.Succeeded, (await flow.RunAsync(new FlowOptions { FailureMode = mode })).Status);
    }

    [Fact]
    public async Task Omitted_steps_do_not_count_when_the_caller_cancels()
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(
            Step.Task("first", _ =>
            {
                source.Cancel();
                return Task.CompletedTask;
            }),
            Step.Task("second", static _ => Task.CompletedTask).Loosely("first"));
        FlowReport report = await flow.RunAsync(new FlowOptions { Targets = ["first"] }, cancellationToken: source.Token);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(StepStatus.Skipped, report.Steps[1].Status);
    }

    [Fact]
    public async Task Nested_flows_run_whole()
    {
        List<string> ran = [];
        ScriptedFlow inner = Build(ran);
        ScriptedFlow outer = new(Step.Flow("Inner", inner), Step.Sync("Test", static _ => { }));
        FlowReport report = await outer.RunAsync(new FlowOptions { Targets = ["Inner"] });
        Assert.Equal(5, ran.Count);
        Assert.All(report.Steps[0].NestedReport!.Steps, static step => Assert.Equal(StepStatus.Succeeded, step.Status));
        Assert.Equal(StepStatus.Skipped, report.Steps[1].Status);
    }

    [Fact]
    public async Task Observers_learn_of_omitted_steps()
    {
        List<string> seen = [];
        RecordingObserverOfSkips observer = new(seen);
        await Build([]).RunAsync(new FlowOptions { Targets = ["Restore"], Observer = observer });
        Assert.Equal(["Restore Succeeded", "Compile Skipped", "Test Skipped", "Pack Skipped", "Publish Skipped"], seen);
    }

    [Fact]
    public async Task A_run_with_a_bound_input_need_not_give_the_result()
    {
        FlowBuilder b = new("Built");
        StepHandle<int> first = b.Step("first", static _ => Task.FromResult(1));
        StepHandle<int> second = b.Step("second", first, static (value, _) => Task.FromResult(value + 1));
        StepHandle<int> third = b.Step("third", second.WithFallback(40), static (value, _) => Task.FromResult(value + 1));
        StepHandle fourth = b.Step("fourth", static _ => { }).After(third);
        Flow<int> flow = b.Build(third);
        Assert.Equal(3, await flow.ExecuteAsync());
        Assert.Equal(41, await flow.ExecuteAsync(new FlowOptions { Skip = ["second"] }));
        Assert.Equal(41, await flow.ExecuteAsync(new FlowOptions { Skip = ["first"] }));
        Assert.Equal(41, await flow.ExecuteAsync(new FlowOptions { Targets = ["third"], Skip = ["second"] }));
        await ((IFlow)flow).ExecuteAsync(new FlowOptions { Targets = ["first"] });
        ThrownAtOnce(() => flow.ExecuteAsync(new FlowOptions { Targets = [fourth.Name], Skip = ["third"] }).AsTask());
        Assert.Equal(3, await flow.ExecuteAsync());
    }

    private static ArgumentException ThrownAtOnce(Func<Task> run)
    {
        try
        {
            _ = run();
        }
        catch (ArgumentException exception)
        {
            return exception;
        }

        throw new InvalidOperationException("It did not throw.");
    }

    // Compile gives a result that Test and Pack take. All steps complete at once, except that Test is synchronous.
    private static ScriptedFlow Build(List<string> ran)
    {
        return new(
            "Build",
            [
                Step.Task("Restore", Log),
                Step.TaskOf("Compile", call => { Log(call); return Task.FromResult(1L); }).Loosely("Restore"),
                Step.Sync("Test", call => Log(call)).After("Compile"),
                Step.Task("Pack", Log).After("Compile").Loosely("Test"),
                Step.TaskOf("Publish", call => { Log(call); return Task.FromResult(5L); }).Loosely("Pack"),
            ]);

        Task Log(StepCall call)
        {
            ran.Add(call.Context.StepName);
            return Task.CompletedTask;
        }
    }

    private sealed class RecordingObserverOfSkips(List<string> seen) : FlowObserver
    {
        public override void OnStepCompleted(in StepCompleted e) => seen.Add($"{e.Report.Name} {e.Report.Status}");
    }
}
