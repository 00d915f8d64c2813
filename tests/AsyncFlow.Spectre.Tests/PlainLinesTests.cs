using AsyncFlow.Spectre.Tests.Infrastructure;
using AsyncFlow.Spectre.Views;
using AsyncFlow.Testing;
using Spectre.Console.Testing;

namespace AsyncFlow.Spectre.Tests;

/// <summary>What a console that is not an interactive terminal gets: lines, and nothing else.</summary>
public sealed class PlainLinesTests : IDisposable
{
    private readonly TestConsole _console = new() { EmitAnsiSequences = true };

    public PlainLinesTests()
    {
        _console.Profile.Capabilities.Ansi = false;
        _console.Profile.Width = 40;
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Everything_that_happens_is_a_line()
    {
        FlowLock disk = new("disk");
        FlowBuilder inner = new("Inner");
        StepHandle first = inner.Step("First", Shown.Take(10));
        inner.Step("Deep", Shown.Take(100)).After(first).WithLock(disk);
        FlowBuilder builder = new("[Job]");
        builder.Step("Write", Shown.Take(1_000)).WithLock(disk);
        builder.SubFlow("Flow", inner.Build());
        StepHandle<int[]> list = builder.Step("List", static _ => Enumerable.Range(0, 8).ToArray());
        builder.ForEach(list, static (int element, StepContext context) => element == 5
            ? throw new IOException("no [red]page[/]\n" + new string('x', 60))
            : Task.Delay(TimeSpan.FromMilliseconds(10), context.TimeProvider, CancellationToken.None), maxConcurrency: 1, name: "Each");
        builder.Step("Mail", Shown.Take(1)).When(static () => false, "wanted");
        SimulationHost host = new(seed: 1);

        await host.RunAsync(() => new LiveFlow(builder.Build(), new LiveSettings(_console)).RunAsync(new FlowOptions { Host = host, FailureMode = FailureMode.Continue }).AsTask());

        string[] lines = _console.Output.TrimEnd('\n').Split('\n');
        Assert.Equal("  [Job]: started, 5 steps", lines[0]);
        Assert.Equal("✗ [Job]: failed after 1.10 s", lines[^1]);
        Assert.Equal(
            [
                "  Each: 2/8",
                "  Each: 4/8",
                "  Each: 6/8",
                "  Each: started",
                "  Flow.Deep: started",
                "  Flow.Deep: waits for lock 'disk', held by 'Write'",
                "  Flow.First: started",
                "  Flow: started",
                "  List: started",
                "  Write: started",
                "- Mail: skipped: wanted is false",
                "✓ Flow.Deep: succeeded in 100.0 ms",
                "✓ Flow.First: succeeded in 10.0 ms",
                "✓ Flow: succeeded in 1.10 s",
                "✓ List: succeeded in 0.0 ms",
                "✓ Write: succeeded in 1.00 s",
                $"✗ Each: failed after 70.0 ms: IOException: no [red]page[/] {new string('x', 60)}",
                $"✗ Each[5]: failed after 0.0 ms: IOException: no [red]page[/] {new string('x', 60)}",
            ],
            lines[1..^1].Order(StringComparer.Ordinal));
        Assert.True(Array.IndexOf(lines, "  Write: started") < Array.IndexOf(lines, "✓ Write: succeeded in 1.00 s"));
    }

    [Fact]
    public async Task A_stream_is_counted_at_longer_and_longer_intervals()
    {
        SimulationHost host = new(seed: 1);

        await host.RunAsync(() => new LiveFlow(new Streamed(host.TimeProvider), new LiveSettings(_console)).RunAsync(new FlowOptions { Host = host, FailureMode = FailureMode.Continue }).AsTask());

        Assert.Equal(["  Use: 10", "  Use: 20", "  Use: 40"], _console.Lines.Where(static line => line.StartsWith("  Use: ", StringComparison.Ordinal) && char.IsDigit(line[^1])));
        Assert.Contains("✗ Use[7]: failed after 0.0 ms: IOException: seven", _console.Lines);
    }

    [Fact]
    public async Task Runs_at_the_same_time_write_their_lines()
    {
        FlowBuilder builder = new("Job");
        builder.Step("One", Shown.Take(100));
        LiveFlow flow = new(builder.Build(), new LiveSettings(_console));
        SimulationHost host = new(seed: 1);

        await host.RunAsync(() => Task.WhenAll(flow.ExecuteAsync().AsTask(), flow.ExecuteAsync().AsTask()));

        Assert.Equal(2, _console.Lines.Count(static line => line == "✓ Job: succeeded in 100.0 ms"));
    }

    [Fact]
    public async Task An_estimate_is_told_at_the_start()
    {
        FlowBuilder builder = new("Job");
        builder.Step("One", Shown.Take(1_500));
        SimulationHost host = new(seed: 1);
        LiveFlow live = new(builder.Build(), new LiveSettings(_console));
        FlowReport earlier = await host.RunAsync(() => live.RunAsync(new FlowOptions { Host = host }).AsTask());

        await host.RunAsync(() => live.EstimateFrom(earlier).RunAsync(new FlowOptions { Host = host }).AsTask());

        Assert.Contains("  Job: started, 1 steps, about 1.5 s", _console.Lines);
    }
}
