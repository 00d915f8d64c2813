using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

public class StepContextTests
{
    [Fact]
    public async Task The_context_has_the_flow_the_name_the_clock_and_the_token_of_a_step()
    {
        ManualClock clock = new();
        ConcurrentDictionary<string, StepContext> seen = new();
        ScriptedFlow flow = new(
            "Known",
            [
                Step.Sync("sync", call => seen["sync"] = call.Context),
                Step.Task("async", call =>
                {
                    Assert.Equal(call.Token, call.Context.CancellationToken);
                    seen["async"] = call.Context;
                    return Task.CompletedTask;
                }),
            ]);
        RecordingObserver observer = new();

        await flow.ExecuteAsync(new FlowOptions { TimeProvider = clock, Observer = observer }).Within();

        Assert.All(seen, pair =>
        {
            Assert.Equal("Known", pair.Value.FlowName);
            Assert.Equal(pair.Key, pair.Value.StepName);
            Assert.Equal(observer.RunId, pair.Value.RunId);
            Assert.Same(clock, pair.Value.TimeProvider);
        });
    }

    [Fact]
    public async Task The_clock_defaults_to_the_system_clock()
    {
        TimeProvider? seen = null;
        ScriptedFlow flow = new(Step.Sync("only", call => seen = call.Context.TimeProvider));

        await flow.ExecuteAsync().Within();

        Assert.Same(TimeProvider.System, seen);
    }

    [Fact]
    public async Task No_two_runs_have_the_same_number()
    {
        ConcurrentQueue<long> numbers = new();
        Step[] steps = [Step.Sync("only", call => numbers.Enqueue(call.Context.RunId))];
        ScriptedFlow[] flows = [new("A", steps), new("B", steps)];

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => Task.Run(() => flows[number % 2].ExecuteAsync().AsTask()))).Within();

        Assert.Equal(1000, numbers.Distinct().Count());
    }
}
