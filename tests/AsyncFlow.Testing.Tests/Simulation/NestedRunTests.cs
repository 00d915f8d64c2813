namespace AsyncFlow.Testing.Tests.Simulation;

/// <summary>Lists, conditions and flows as steps are simulated and explored like any other step.</summary>
public class NestedRunTests
{
    private static RecordedFlow Make(Action<FlowBuilder, List<string>> build)
    {
        List<string> ran = [];
        FlowBuilder builder = new("outer");
        build(builder, ran);
        return new RecordedFlow(builder.Build(), ran);
    }

    private static IFlow Chain(List<string> ran)
    {
        FlowBuilder inner = new("inner");
        StepHandle first = inner.Step("a", _ => ran.Add("a"));
        inner.Step("b", _ => ran.Add("b")).After(first);
        return inner.Build();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flow_with_a_given_input_stays_in_the_simulation(bool withOptions)
    {
        SimulationHost simulation = new(seed: 1);
        await simulation.RunAsync(async () =>
        {
            Task later = Task.Delay(TimeSpan.FromHours(2), simulation.TimeProvider);
            long start = simulation.TimeProvider.GetTimestamp();
            IFlow flow = new Waiting().WithInput(TimeSpan.FromHours(1));
            await (withOptions ? flow.ExecuteAsync(new FlowOptions()) : flow.ExecuteAsync());

            // Virtual time does not wait for what happens outside of the simulation.
            Assert.Equal(TimeSpan.FromHours(1), simulation.TimeProvider.GetElapsedTime(start));
            await (withOptions ? flow.RunAsync(new FlowOptions()) : flow.RunAsync());
            Assert.Equal(TimeSpan.FromHours(2), simulation.TimeProvider.GetElapsedTime(start));
            await later;
        });
    }

    [Fact]
    public async Task Elements_of_a_list_are_tried_in_every_order()
    {
        HashSet<string> orders = [];
        ExplorationResult result = await Explore.AllAsync(
            () => Make(static (builder, ran) =>
            {
                StepHandle<int[]> numbers = builder.Step("numbers", static _ => (int[])[1, 2, 3]);
                builder.ForEach(numbers, (number, _) => ran.Add($"{number}"));
            }),
            flow => orders.Add(string.Join(' ', flow.Ran))).Within();
        Assert.True(result.IsComplete);
        Assert.Equal(["1 2 3", "1 3 2", "2 1 3", "2 3 1", "3 1 2", "3 2 1"], orders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Steps_of_an_inner_flow_are_interleaved_with_those_of_the_outer_flow()
    {
        HashSet<string> orders = [];
        ExplorationResult result = await Explore.AllAsync(
            () => Make(static (builder, ran) =>
            {
                builder.SubFlow("flow", Chain(ran));
                builder.Step("x", _ => ran.Add("x"));
                builder.Step("never", _ => ran.Add("never")).When(static () => false);
            }),
            flow => orders.Add(string.Join(' ', flow.Ran))).Within();
        Assert.True(result.IsComplete);
        Assert.Equal(["a b x", "a x b", "x a b"], orders.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Concurrency_limit_and_locks_hold_in_every_schedule(int limit)
    {
        int running = 0;
        await Explore.AllAsync(
            () => Make((builder, ran) =>
            {
                running = 0;
                FlowLock shared = new();
                FlowBuilder inner = new("inner");
                inner.Step("a", ct => Step(ct)).WithLock(shared);
                inner.Step("b", ct => Step(ct));
                builder.SubFlow("flow", inner.Build());
                builder.Step("x", ct => Step(ct)).WithLock(shared);

                async Task Step(CancellationToken cancellationToken)
                {
                    Assert.InRange(++running, 1, limit);
                    await Task.Yield();
                    running--;
                    ran.Add("");
                }
            }),
            flow => Assert.Equal(3, flow.Ran.Count),
            new ExplorationOptions { Flow = new FlowOptions { MaxConcurrency = limit } }).Within();
    }

    [Fact]
    public async Task A_harness_replaces_an_inner_flow_and_records_only_the_outer_flows_steps()
    {
        List<string> ran = [];
        FlowBuilder builder = new("outer");
        StepHandle flow = builder.SubFlow("flow", Chain(ran));
        builder.Step("a", _ => ran.Add("outer a")).After(flow);
        FlowHarness harness = new(builder.Build());
        await harness.RunAsync().Within();
        Assert.Equal(["a", "b", "outer a"], ran);
        Assert.Equal(["flow", "a"], harness.Events.Where(static seen => seen.Kind == FlowEventKind.Succeeded).Select(static seen => seen.Step.Name));

        ran.Clear();
        harness.Replace("flow", _ => ran.Add("instead"));
        await harness.RunAsync().Within();
        Assert.Equal(["instead", "outer a"], ran);
    }

    private sealed class RecordedFlow(IFlow flow, List<string> ran) : ForwardingFlow(flow)
    {
        public List<string> Ran { get; } = ran;
    }
}

/// <summary>Waits as long as its input says.</summary>
[Flow]
internal sealed partial class Waiting
{
    [Step, Output]
    private static async Task<int> Wait([Input] TimeSpan delay, StepContext context)
    {
        await Task.Delay(delay, context.TimeProvider, context.CancellationToken);
        return 1;
    }
}
