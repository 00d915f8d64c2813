namespace AsyncFlow.Testing.Tests.Exploration;

public sealed class AllSchedulesTests
{
    public static TheoryData<string, int> KnownCounts => new()
    {
        { "", 1 },
        { ";", 2 },
        { ";;;;", 120 }, // antichain: 5!
        { ";0;1;2;3;4", 1 }, // chain
        { ";0;0;1,2", 2 }, // diamond
        { ";0;1;2;;4;5;6", 70 }, // two chains of 4: binomial(8, 4)
        { ";;0;0,1;1", 16 }, // the N with a tail: counted by hand
        { ";;1;0,1;2;2,3;3;4,5,6", 42 }, // figure 1: F G H I J K L M
    };

    [Theory]
    [MemberData(nameof(KnownCounts))]
    public async Task AllAsync_tries_each_linear_extension_of_synchronous_steps_once(string graph, int expected)
    {
        int[][] upstream = [.. graph.Split(';').Select(steps => steps.Length == 0 ? [] : steps.Split(',').Select(int.Parse).ToArray())];
        HashSet<string> orders = [];
        ExplorationResult result = await Explore.AllAsync(
            () => new GraphFlow(upstream), flow => Assert.True(orders.Add(string.Join(' ', flow.Ran)))).Within();
        Assert.Equal(LinearExtensions.Of(upstream).Order(StringComparer.Ordinal), orders.Order(StringComparer.Ordinal));
        Assert.Equal(expected, result.Schedules);
        Assert.Equal(expected, result.DistinctSchedules);
        Assert.True(result.IsComplete);
    }

    [Fact]
    public async Task AllAsync_tries_exactly_the_linear_extensions_of_random_graphs()
    {
        Random random = new(1);
        for (int i = 0; i < 25; i++)
        {
            int[][] upstream = LinearExtensions.RandomGraph(random, random.Next(1, 7));
            List<string> orders = [];
            await Explore.AllAsync(() => new GraphFlow(upstream), flow => orders.Add(string.Join(' ', flow.Ran))).Within();
            Assert.Equal(LinearExtensions.Of(upstream).Order(StringComparer.Ordinal), orders.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task AllAsync_tries_one_of_the_schedules_that_differ_in_independent_neighbors()
    {
        Random random = new(2);
        for (int i = 0; i < 25; i++)
        {
            int steps = random.Next(2, 7);
            int[][] upstream = LinearExtensions.RandomGraph(random, steps);
            bool[] pairs = [.. Enumerable.Range(0, steps * steps).Select(_ => random.Next(2) == 0)];
            bool Independent(int a, int b) => pairs[(Math.Min(a, b) * steps) + Math.Max(a, b)];

            ExplorationOptions options = new() { Independent = (a, b) => Independent(a.Index, b.Index) };
            HashSet<string> orders = [];
            ExplorationResult result = await Explore.AllAsync(() => new GraphFlow(upstream), flow => Assert.True(orders.Add(string.Join(' ', flow.Ran))), options).Within();
            Assert.True(result.IsComplete);
            Assert.Equal(orders.Count, result.Schedules);
            Assert.Equal(LinearExtensions.CountClasses(upstream, Independent), result.Schedules);
        }
    }

    [Fact]
    public async Task Steps_of_a_run_with_limited_concurrency_are_never_independent()
    {
        int[][] antichain = [[], [], []];
        ExplorationOptions options = new() { Independent = static (_, _) => true };
        Assert.Equal(1, (await Explore.AllAsync(() => new GraphFlow(antichain), options: options).Within()).Schedules);
        // Two have a slot from the start, and the third gets the first one that is returned: 2 * 2.
        Assert.Equal(4, (await Explore.AllAsync(() => new GraphFlow(antichain, maxConcurrency: 2), options: options).Within()).Schedules);
    }

    [Fact]
    public async Task Continuations_of_steps_are_interleaved()
    {
        // Two steps of two parts each: binomial(4, 2).
        ExplorationResult result = await Explore.AllAsync(() => new Parts()).Within();
        Assert.Equal(6, result.Schedules);
    }

    [Fact]
    public async Task Steps_with_a_common_lock_are_not_interleaved()
    {
        HashSet<string> logs = [];
        ExplorationResult result = await Explore.AllAsync(() => new LockedParts(), flow => logs.Add(flow.Log)).Within();
        Assert.Equal(["A1 A2 B1 B2", "B1 B2 A1 A2"], logs.Order(StringComparer.Ordinal));

        // The second step starts to wait before the first one's second part, or after it.
        Assert.Equal(4, result.Schedules);
    }

    [Fact]
    public async Task The_result_tells_whether_MaxSchedules_was_enough()
    {
        int[][] antichain = [[], [], [], []];
        ExplorationResult bounded = await Explore.AllAsync(() => new GraphFlow(antichain), options: new ExplorationOptions { MaxSchedules = 23 }).Within();
        Assert.False(bounded.IsComplete);
        Assert.Equal("23 schedules tried, 23 different, not all there are", bounded.ToString());
        ExplorationResult all = await Explore.AllAsync(() => new GraphFlow(antichain), options: new ExplorationOptions { MaxSchedules = 24 }).Within();
        Assert.True(all.IsComplete);
        Assert.Equal("24 schedules tried, 24 different, all there are", all.ToString());
    }

    [Fact]
    public async Task A_flow_that_differs_under_the_same_schedule_is_refused()
    {
        int runs = 0;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Explore.AllAsync(() => new GraphFlow([.. Enumerable.Repeat(Array.Empty<int>(), 2 + (runs++ % 2))])).Within());
        Assert.Contains("did not behave the same way twice", refused.Message, StringComparison.Ordinal);
    }
}

[Flow]
internal sealed partial class LockedParts
{
    private readonly FlowLock _lock = new();
    private readonly List<string> _log = [];

    public string Log => string.Join(' ', _log);

    [Step, WithLock(nameof(_lock))]
    private async Task A()
    {
        _log.Add("A1");
        await Task.Yield();
        _log.Add("A2");
    }

    [Step, WithLock(nameof(_lock))]
    private async Task B()
    {
        _log.Add("B1");
        await Task.Yield();
        _log.Add("B2");
    }
}
