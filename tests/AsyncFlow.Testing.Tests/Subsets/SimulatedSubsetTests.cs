namespace AsyncFlow.Testing.Tests.Subsets;

/// <summary>Targets and skipped steps in virtual time: what runs, what does not, and how long it takes.</summary>
public sealed class SimulatedSubsetTests
{
    [Theory]
    [InlineData("", "", 8)]
    [InlineData("Compile", "", 3)]
    [InlineData("Test", "", 7)]
    [InlineData("_manual", "", 3)]
    [InlineData("_manual Compile", "", 3)]
    [InlineData("Publish", "Test", 4)] // Publish takes the outcome of Test only
    [InlineData("Publish", "Test Restore", 4)] // now the manual takes longest
    [InlineData("Publish", "Test Restore _manual", 3)]
    [InlineData("", "Restore", 7)] // Compile only waits for it
    [InlineData("", "Compile", 3)] // what takes its result is skipped too
    public async Task A_run_takes_as_long_as_the_longest_path_of_what_runs(string targets, string skip, int hours)
    {
        FlowPlan selected = Release.Plan.Select(Names(targets), Names(skip));
        for (int seed = 0; seed < 20; seed++)
        {
            FlowReport<string> report = await RunAsync(new Release(), seed, targets, skip);

            Assert.Equal(TimeSpan.FromHours(hours), report.Duration);
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.Equal(selected.Steps.Select(static step => step.Name), report.Steps.Where(static step => step.Status == StepStatus.Succeeded).Select(static step => step.Name));
            Assert.All(report.Steps, static step => Assert.Equal(step.Status == StepStatus.Skipped, step.IsOmitted));
        }
    }

    [Fact]
    public async Task A_skipped_step_has_an_outcome_like_one_whose_condition_does_not_hold()
    {
        const string Published = "app, tests Skipped, manual Succeeded";
        FlowReport<string> skipped = await RunAsync(new Release(), 1, "Publish", "Test");
        FlowReport<string> unwanted = await RunAsync(new Release(isTested: false), 1, "Publish", "");

        Assert.Equal((Published, Published), (skipped.Output, unwanted.Output));
        Assert.Equal((true, "skipped on request"), (Step(skipped, "Test").IsOmitted, Step(skipped, "Test").Reason));
        Assert.Equal((false, StepStatus.Skipped), (Step(unwanted, "Test").IsOmitted, Step(unwanted, "Test").Status));
        Assert.Equal(TimeSpan.FromHours(4), unwanted.Duration);
    }

    [Fact]
    public async Task The_condition_of_a_step_that_is_not_to_run_does_not_matter()
    {
        FlowReport<string> report = await RunAsync(new Release(isTested: false), 1, "Compile", "");

        Assert.Equal((true, "no target needs it"), (Step(report, "Test").IsOmitted, Step(report, "Test").Reason));
        Assert.Throws<InvalidOperationException>(() => report.Output);
    }

    [Fact]
    public async Task A_flow_within_a_step_runs_whole_whatever_its_steps_are_called()
    {
        FlowReport<string> report = await RunAsync(new Release(), 1, "Publish", "Restore Test");

        FlowReport manual = Step(report, "_manual").NestedReport!;
        Assert.All(manual.Steps, static step => Assert.Equal(StepStatus.Succeeded, step.Status));
        Assert.Equal(4, manual.Steps[1].NestedReport!.Steps.Count);
        Assert.Equal(TimeSpan.FromHours(3), manual.Duration);
        Assert.Equal("app, tests Skipped, manual Succeeded", report.Output);
        Assert.Null(Step(await RunAsync(new Release(), 1, "Compile", ""), "_manual").NestedReport);
    }

    [Theory]
    [InlineData("Count", "", "no step 'Count'")] // a step of the flow within
    [InlineData("Test", "Compile", "takes the result of 'Compile'")]
    public async Task What_cannot_run_is_refused_before_time_passes(string targets, string skip, string expected)
    {
        SimulationHost host = new(seed: 1);
        ArgumentException refused = await Assert.ThrowsAsync<ArgumentException>(async () => await new Release().RunAsync(Options(host, targets, skip)));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, host.TimeProvider.GetTimestamp());
    }

    private static async Task<FlowReport<string>> RunAsync(Release flow, int seed, string targets, string skip) =>
        await flow.RunAsync(Options(new SimulationHost(seed), targets, skip)).Within();

    private static FlowOptions Options(SimulationHost host, string targets, string skip) => new() { Host = host, Targets = Names(targets), Skip = Names(skip) };

    private static string[]? Names(string names) => names.Length == 0 ? null : names.Split(' ');

    private static StepReport Step(FlowReport report, string name) => report.Steps.Single(step => step.Name == name);
}
