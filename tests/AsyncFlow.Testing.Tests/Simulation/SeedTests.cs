namespace AsyncFlow.Testing.Tests.Simulation;

public sealed class SeedTests
{
    [Fact]
    public async Task The_same_seed_gives_the_same_events()
    {
        string expected = await RunAsync(42);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal(expected, await RunAsync(42));
        }
    }

    [Fact]
    public async Task Different_seeds_give_different_orders()
    {
        HashSet<string> orders = [];
        for (int seed = 0; seed < 50; seed++)
        {
            orders.Add(await RunAsync(seed));
        }

        Assert.InRange(orders.Count, 20, 50);
    }

    [Fact]
    public async Task Flows_started_inside_one_simulation_are_repeatable_together()
    {
        string expected = await RunTwoAsync();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(expected, await RunTwoAsync());
        }

        static async Task<string> RunTwoAsync()
        {
            SimulationHost simulation = new(7);
            Recorder recorder = new();
            FlowOptions options = new() { Observer = recorder };
            using Shop left = new();
            using Shop right = new();
            await simulation.RunAsync(() => Task.WhenAll(left.ExecuteAsync(options).AsTask(), right.ExecuteAsync(options).AsTask())).Within();
            Assert.Equal(TimeSpan.FromHours(1), right.Noon);
            return $"{recorder.Text} | {left.Log} | {right.Log}";
        }
    }

    [Fact]
    public async Task A_failing_run_is_repeatable()
    {
        string expected = await RunAsync();
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(expected, await RunAsync());
        }

        static async Task<string> RunAsync()
        {
            Recorder recorder = new();
            Unlucky flow = new();
            FlowReport report = await flow.RunAsync(new FlowOptions { Host = new SimulationHost(3), Observer = recorder }).Within();
            Assert.Equal(FlowStatus.Failed, report.Status);
            return $"{recorder.Text} {report.Duration} {flow.Log}";
        }
    }

    private static async Task<string> RunAsync(int seed)
    {
        Recorder recorder = new();
        using Shop shop = new();
        await shop.ExecuteAsync(new FlowOptions { Host = new SimulationHost(seed), Observer = recorder }).Within();
        return $"{recorder.Text} | {shop.Log}";
    }
}

[Flow]
internal sealed partial class Unlucky
{
    public string Log { get; private set; } = "";

    [Step]
    private static async Task Fail(StepContext context)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), context.TimeProvider);
        throw new InvalidOperationException("bad luck");
    }

    [Step]
    private async Task Wait(StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromDays(1), context.TimeProvider, cancellationToken);
        }
        finally
        {
            Log += $"wait ended at {context.TimeProvider.GetElapsedTime(0)} ";
        }
    }

    [Step]
    private async Task Work(StepContext context)
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(300), context.TimeProvider);
        for (int i = 0; i < 6; i++)
        {
            await timer.WaitForNextTickAsync();
            Log += $"tick {context.TimeProvider.GetElapsedTime(0).TotalMilliseconds} ";
        }
    }

    [Step(nameof(Work))]
    private void Never() => Log += "never ";
}
