namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>Steps that take elements one by one, as they come.</summary>
public sealed class StreamTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public async Task A_list_of_results_is_in_the_order_of_the_elements(int count)
    {
        Script script = new() { Count = count };

        string sum = await new Pipeline(script).ExecuteAsync().AsTask().Within();

        Assert.Equal(string.Join(' ', Enumerable.Range(0, count).Select(static number => number * 10)), sum);
        Assert.True(script.IsSourceDisposed);
    }

    [Fact]
    public async Task An_element_goes_on_while_the_source_still_produces()
    {
        Script script = new() { Count = 4, SourceTime = 10, FetchTime = 1, ParseTime = 1 };

        FlowReport report = await SimulateAsync(options => new Pipeline(script).RunAsync(options));

        // Each element leaves the last step 2 ms after the source gave it, and the source needs 40 ms.
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(TimeSpan.FromMilliseconds(42), report.Duration);
        Assert.Equal(["f0", "p0", "f1", "p1", "f2", "p2", "f3", "p3"], script.Log);
        Assert.Equal([0, 1, 2, 3], report.Steps[2].NestedReport!.Steps.Select(static step => step.Step.Index));
        Assert.Equal("Parse[2]", report.Steps[2].NestedReport!.Steps[2].Name);
    }

    [Fact]
    public async Task The_source_is_read_and_elements_are_made_only_as_there_is_room()
    {
        // The last step is the slow one.
        Script script = new() { Count = 40, ParseTime = 10, FetchTime = 1 };

        FlowReport report = await SimulateAsync(options => new Pipeline(script).RunAsync(options));

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(2, script.MostBetween);
        Assert.Equal(2, script.MostFetching);

        // One waits, and a source that has given an element goes on before the step has begun.
        Assert.InRange(script.MostAhead, 1, 3);
        Assert.Equal(TimeSpan.FromMilliseconds(401), report.Duration);
    }

    [Fact]
    public async Task A_source_without_end_is_read_until_the_run_is_cancelled()
    {
        Script script = new() { Count = null, SourceTime = 1 };
        using CancellationTokenSource source = new();
        SimulationHost host = new(seed: 1);

        FlowReport report = await host.RunAsync(async () =>
        {
            ValueTask<FlowReport<string>> run = new Pipeline(script).RunAsync(source.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(100), host.TimeProvider);
            source.Cancel();
            return (FlowReport)await run;
        }).Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.InRange(script.Pulled, 90, 101);
        Assert.True(script.IsSourceDisposed);
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failing_element_fails_the_run_and_in_its_mode_stops_the_source(FailureMode mode)
    {
        Script script = new() { Count = mode == FailureMode.Cancel ? null : 10, SourceTime = 1, FailingFetch = 3 };

        FlowReport report = await SimulateAsync(options => new Pipeline(script).RunAsync(options with { FailureMode = mode }));

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(["fetch 3"], report.Failures.Select(static failure => failure.Message));
        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[3].Status);
        Assert.True(script.IsSourceDisposed);
        if (mode == FailureMode.Continue)
        {
            Assert.Equal(StepStatus.NotRun, report.Steps[2].Status);
            Assert.Equal("'Fetch' did not succeed", report.Steps[2].Reason);
            Assert.Equal(9, report.Steps[2].NestedReport!.Steps.Count(static step => step.Status == StepStatus.Succeeded));
            StepReport left = report.Steps[2].NestedReport!.Steps[3];
            Assert.Equal((StepStatus.NotRun, "'Fetch[3]' did not succeed"), (left.Status, left.Reason));
        }
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failing_source_fails_the_run(FailureMode mode)
    {
        Script script = new() { FailingSource = 3 };

        FlowReport report = await SimulateAsync(options => new Pipeline(script).RunAsync(options with { FailureMode = mode }));

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(["source 3"], report.Failures.Select(static failure => failure.Message));
        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[3].Status);
    }

    [Fact]
    public async Task A_failing_element_is_seen_by_who_takes_the_outcomes_at_the_end()
    {
        Script script = new() { FailingFetch = 1, FailingParse = 4 };

        FlowReport<string> report = await SimulateAsync(options => new CarefulPipeline(script).RunAsync(options));

        Assert.Equal("0 NotRun:fetch 1 20 30 Failed:parse p4 50", report.Output);
        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.True(report.Steps[1].IsHandled);
        Assert.True(report.Steps[2].IsHandled);
    }

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task A_failing_source_is_not_handled_by_who_takes_outcomes(FailureMode mode)
    {
        Script script = new() { FailingSource = 3 };

        FlowReport report = await SimulateAsync(options => new CarefulPipeline(script).RunAsync(options with { FailureMode = mode }));

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[3].Status);
        Assert.False(report.Steps[1].IsHandled);
    }

    [Fact]
    public async Task An_analysis_follows_each_element_through_the_steps()
    {
        // The first step is the slow one: 3 elements after each other, two at a time. The last but one of them waits until there is room for its result: the second
        // step works on one element at a time, and two others wait for it.
        Script script = new() { Count = 6, FetchTime = 100, ParseTime = 1 };

        FlowReport report = await SimulateAsync(options => new Pipeline(script).RunAsync(options));
        FlowAnalysis analysis = report.Analysis;

        Assert.Equal(TimeSpan.FromMilliseconds(302), report.Duration);
        Assert.Equal(TimeSpan.FromMilliseconds(6 * 101), analysis.Work);
        Assert.Equal(
            ["Find: 0.0 ms Graph", "Fetch: 200.0 ms Graph", "Parse: 1.0 ms Graph", "Fetch: 100.0 ms Stream", "Parse: 1.0 ms Graph", "Sum: 0.0 ms Graph"],
            analysis.CriticalPath.Select(static step => $"{step} {step.Cause}"));
    }

    private static Task<FlowReport<string>> SimulateAsync(Func<FlowOptions, ValueTask<FlowReport<string>>> run) =>
        run(new FlowOptions { Host = new SimulationHost(seed: 7) }).AsTask().Within();
}
