namespace AsyncFlow.Testing.Tests.Streams;

/// <summary>Flows built at run time that take elements one by one.</summary>
public class BuiltStreamTests
{
    // Each number takes so long to make, so long in the first step and so long in the second.
    private static Flow<IReadOnlyList<int>> Pipeline(int count, int made, int first, int second, int buffer = 0)
    {
        FlowBuilder b = new("pipeline");
        StepHandle<IAsyncEnumerable<int>> numbers = b.Step("numbers", context => Numbers(context.TimeProvider));
        StepHandle<IReadOnlyList<int>> doubled = b.ForEach(numbers, async (number, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(first), context.TimeProvider, context.CancellationToken);
            return number * 2;
        }, maxConcurrency: 1, name: "doubled", buffer: buffer);
        return b.Build(b.ForEach(doubled, async (number, context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(second), context.TimeProvider, context.CancellationToken);
            return number + 1;
        }, maxConcurrency: 1, name: "added", buffer: buffer));

        async IAsyncEnumerable<int> Numbers(TimeProvider time)
        {
            for (int number = 0; number < count; number++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(made), time);
                yield return number;
            }
        }
    }

    [Theory]
    [InlineData(10, 1, 1, 102)]
    [InlineData(1, 10, 1, 102)]
    [InlineData(1, 1, 10, 102)]
    public async Task The_slowest_step_decides_how_long_the_run_takes(int made, int first, int second, int expected)
    {
        SimulationHost host = new(seed: 1);

        FlowReport<IReadOnlyList<int>> report = await Pipeline(10, made, first, second).RunAsync(new FlowOptions { Host = host }).AsTask().Within();

        Assert.Equal(Enumerable.Range(0, 10).Select(static number => (number * 2) + 1), report.Output);
        Assert.Equal(TimeSpan.FromMilliseconds(expected), report.Duration);
    }

    [Theory]
    [InlineData(3, FailureMode.Cancel)]
    [InlineData(3, FailureMode.Continue)]
    [InlineData(1_000, FailureMode.Cancel)]
    [InlineData(1_000, FailureMode.Continue)]
    public async Task A_failure_that_breaks_off_a_stream_is_handled_by_who_takes_the_outcome_behind_it(int count, FailureMode mode)
    {
        FlowBuilder b = new("handled");
        StepHandle<IAsyncEnumerable<int>> numbers = b.Step("numbers", _ => Numbers());
        StepHandle<IReadOnlyList<int>> halves = b.ForEach(numbers, static (number, _) => number == 2 ? throw new InvalidOperationException("No 2.") : number, maxConcurrency: 1, name: "halves", buffer: 1);
        StepHandle<int> sum = b.Step("sum", halves, static (halves, _) => halves.Count);
        Flow<string> flow = b.Build(b.Step("tell", sum.Outcome, static (sum, _) => $"{sum.Status}: {sum.Exception?.Message}"));

        FlowReport<string> report = await flow.RunAsync(new FlowOptions { FailureMode = mode }).AsTask().Within();
        Assert.Equal((FlowStatus.Succeeded, "NotRun: No 2."), (report.Status, report.Output));
        Assert.True(report.Steps.Single(static step => step.Name == "halves").IsHandled);

        async IAsyncEnumerable<int> Numbers()
        {
            for (int number = 0; number < count; number++)
            {
                await Task.Yield();
                yield return number;
            }
        }
    }

    [Fact]
    public async Task In_every_schedule_all_elements_go_through()
    {
        ExplorationResult result = await Explore.AllAsync(
            static () => Pipeline(2, 0, 0, 0, buffer: 1),
            static (_, report) => Assert.Equal([1, 3], ((FlowReport<IReadOnlyList<int>>)report).Output),
            new ExplorationOptions { MaxSchedules = 2_000 }).Within();

        Assert.True(result.Schedules > 20, $"{result.Schedules} schedules");
    }

    [Fact]
    public async Task A_replaced_step_gives_its_list()
    {
        FlowHarness harness = new FlowHarness(Pipeline(10, 0, 0, 0)).Replace<IReadOnlyList<int>>("doubled", [5, 6]);

        FlowReport report = await harness.RunAsync();

        Assert.Equal([6, 7], ((FlowReport<IReadOnlyList<int>>)report).Output);
    }
}
