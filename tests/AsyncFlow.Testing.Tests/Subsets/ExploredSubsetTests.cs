namespace AsyncFlow.Testing.Tests.Subsets;

/// <summary>Exploration tries the schedules of what runs, and no others.</summary>
public sealed class ExploredSubsetTests
{
    [Fact]
    public async Task The_schedules_are_the_orders_of_the_selected_steps()
    {
        Random random = new(3);
        for (int i = 0; i < 60; i++)
        {
            int[][] upstream = LinearExtensions.RandomGraph(random, random.Next(2, 7));

            // Not both: each step needs those before it, and no target could do without them.
            string[] picked = [.. Pick(random, upstream.Length)];
            FlowOptions subset = i % 2 == 0 ? new() { Targets = picked } : new() { Skip = picked };
            ExplorationOptions options = new() { Flow = subset };

            HashSet<string> orders = [];
            ExplorationResult result = await Explore.AllAsync(() => new GraphFlow(upstream), flow => Assert.True(orders.Add(string.Join(' ', flow.Ran))), options).Within();

            Assert.True(result.IsComplete);
            Assert.Equal(OrdersOf(new GraphFlow(upstream).Plan.Select(subset.Targets, subset.Skip)), orders.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_race_is_found_only_where_both_steps_run()
    {
        ExplorationOptions both = new() { Flow = new FlowOptions { Targets = ["A", "B"] } };
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(static () => new LostUpdate(), static flow => Assert.Equal(2, flow.Sum), both)).WaitAsync(TimeSpan.FromMinutes(1));
        ExplorationException again = await Assert.ThrowsAsync<ExplorationException>(() => Explore.ReplayAsync(static () => new LostUpdate(), found.Schedule, static flow => Assert.Equal(2, flow.Sum), both));
        Assert.Equal(found.Events, again.Events);

        foreach (FlowOptions one in (FlowOptions[])[new() { Targets = ["A"] }, new() { Skip = ["A"] }])
        {
            ExplorationResult result = await Explore.AllAsync(static () => new LostUpdate(), static flow => Assert.Equal(1, flow.Sum), new ExplorationOptions { Flow = one }).Within();
            Assert.True(result.IsComplete);
            Assert.Equal(1, result.Schedules);
        }
    }

    [Theory]
    [InlineData(true, "Test", "app, tests Skipped, manual Succeeded")]
    [InlineData(false, "Restore", "app, tests Skipped, manual Succeeded")]
    [InlineData(true, "_manual", "app, tests Succeeded, manual Skipped")]
    [InlineData(false, "_manual Restore", "app, tests Skipped, manual Skipped")]
    public async Task Conditions_outcomes_and_nested_flows_have_the_same_result_under_every_schedule(bool isTested, string skip, string expected)
    {
        ExplorationResult result = await Explore.AllAsync(
            () => new Release(isTested, pages: 2),
            (_, report) =>
            {
                Assert.Equal(expected, ((FlowReport<string>)report).Output);
                Assert.All(report.Steps, step => Assert.Equal(skip.Split(' ').Contains(step.Name), step.IsOmitted));
            },
            new ExplorationOptions { Flow = new FlowOptions { Targets = ["Publish"], Skip = skip.Split(' ') } }).Within();

        Assert.True(result.IsComplete);
    }

    private static IEnumerable<string> Pick(Random random, int steps) => Enumerable.Range(0, steps).Where(_ => random.Next(3) == 0).Select(static step => $"S{step}");

    // All orders of the steps of a plan, by their indexes in the whole flow.
    private static IEnumerable<string> OrdersOf(FlowPlan plan)
    {
        int[][] upstream = [.. plan.Steps.Select(static step => step.Upstream.Select(static other => other.Index).ToArray())];
        string[] names = [.. plan.Steps.Select(static step => step.Name[1..])];
        return LinearExtensions.Of(upstream)
            .Select(order => string.Join(' ', order.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => names[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)])))
            .Order(StringComparer.Ordinal);
    }
}
