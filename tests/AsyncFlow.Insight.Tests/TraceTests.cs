using System.Text.Json;
using AsyncFlow.Insight.Tests.Infrastructure;
using AsyncFlow.InsightImages;
using AsyncFlow.Testing;

namespace AsyncFlow.Insight.Tests;

/// <summary>The trace against the rules of the format: https://ui.perfetto.dev reads it by them.</summary>
public class TraceTests
{
    [Fact]
    public async Task Every_event_has_what_its_phase_needs()
    {
        foreach (JsonElement e in Events(await DemoRun.RunAsync(fails: true)))
        {
            Assert.Equal(JsonValueKind.Number, e.GetProperty("pid").ValueKind);
            Assert.Equal(JsonValueKind.Number, e.GetProperty("tid").ValueKind);
            Assert.NotEmpty(e.GetProperty("name").GetString()!);
            string phase = e.GetProperty("ph").GetString()!;
            Assert.Contains(phase, (string[])["M", "X", "s", "f", "b", "e"]);
            if (phase == "M")
            {
                Assert.Contains(e.GetProperty("name").GetString()!, (string[])["process_name", "thread_name", "thread_sort_index"]);
                continue;
            }

            Assert.True(e.GetProperty("ts").GetDecimal() >= 0);
            Assert.True(phase != "X" || e.GetProperty("dur").GetDecimal() >= 0);
            Assert.True(phase is "X" || e.GetProperty("id").GetInt32() >= 0);
            Assert.True(phase != "f" || e.GetProperty("bp").GetString() == "e");
        }
    }

    [Fact]
    public async Task Slices_of_a_thread_are_within_each_other_or_apart()
    {
        JsonElement[] slices = [.. (Events(await DemoRun.RunAsync())).Where(static e => e.GetProperty("ph").GetString() == "X")];
        foreach (IGrouping<int, JsonElement> thread in slices.GroupBy(static e => e.GetProperty("tid").GetInt32()))
        {
            Stack<decimal> ends = new();
            foreach ((decimal start, decimal end) in thread.Select(static e => (Start: Ts(e), End: Ts(e) + e.GetProperty("dur").GetDecimal())).OrderBy(static slice => slice.Start).ThenByDescending(static slice => slice.End))
            {
                while (ends.TryPeek(out decimal last) && last <= start)
                {
                    ends.Pop();
                }

                Assert.True(!ends.TryPeek(out decimal around) || end <= around, $"A slice from {start} to {end} reaches beyond {(ends.Count > 0 ? ends.Peek() : 0)}.");
                ends.Push(end);
            }
        }

        JsonElement assets = slices.Single(static e => e.GetProperty("name").GetString() == "Assets");
        JsonElement icons = slices.Single(static e => e.GetProperty("name").GetString() == "Icons");
        Assert.Equal(assets.GetProperty("tid").GetInt32(), icons.GetProperty("tid").GetInt32());
    }

    [Fact]
    public async Task Every_dependency_is_an_arrow_between_its_slices()
    {
        FlowReport report = await DemoRun.RunAsync();
        JsonElement[] events = Events(report);
        Dictionary<int, JsonElement> begins = events.Where(static e => e.GetProperty("ph").GetString() == "s").ToDictionary(static e => e.GetProperty("id").GetInt32());
        Dictionary<int, JsonElement> ends = events.Where(static e => e.GetProperty("ph").GetString() == "f").ToDictionary(static e => e.GetProperty("id").GetInt32());

        // All of both flows but the one to the skipped step.
        int edges = report.Steps.Sum(static step => step.Step.Upstream.Count) - 1 + 2;
        Assert.Equal(edges, begins.Count);
        Assert.Equal(begins.Keys.Order(), ends.Keys.Order());
        foreach (JsonElement arrow in begins.Values.Concat(ends.Values))
        {
            Assert.Contains(events, e => e.GetProperty("ph").GetString() == "X" && e.GetProperty("tid").GetInt32() == arrow.GetProperty("tid").GetInt32()
                && Ts(e) <= Ts(arrow) && Ts(arrow) <= Ts(e) + e.GetProperty("dur").GetDecimal());
        }

        Assert.All(begins, begin => Assert.True(Ts(begin.Value) <= Ts(ends[begin.Key])));
    }

    [Fact]
    public async Task Times_are_microseconds_and_waits_are_slices()
    {
        FlowReport report = await DemoRun.RunAsync();
        JsonElement[] events = Events(report);
        StepReport write = report.Steps.Single(static step => step.Name == "Archive");

        JsonElement slice = events.Single(static e => e.GetProperty("name").GetString() == "Archive");
        JsonElement[] wait = [.. events.Where(static e => e.GetProperty("name").GetString() == "Bundle waits for disk")];

        Assert.Equal((decimal)write.Start.TotalMicroseconds, Ts(slice));
        Assert.Equal((decimal)write.Duration.TotalMicroseconds, slice.GetProperty("dur").GetDecimal());
        Assert.Equal(["b", "e"], wait.Select(static e => e.GetProperty("ph").GetString()));
        Assert.Equal(wait[0].GetProperty("id").GetInt32(), wait[1].GetProperty("id").GetInt32());
        StepReport bundle = report.Steps.Single(static step => step.Name == "Assets").NestedReport!.Steps.Single(static step => step.Name == "Bundle");
        Assert.Equal((decimal)bundle.LockWait.TotalMicroseconds, Ts(wait[1]) - Ts(wait[0]));
        Assert.NotEqual(TimeSpan.Zero, bundle.LockWait);
    }

    [Fact]
    public async Task Further_attempts_are_marks_in_their_slice()
    {
        SimulationHost host = new(seed: 1);
        FlowReport report = await new Retried(host.TimeProvider).RunAsync(new FlowOptions { Host = host });
        JsonElement[] events = Events(report);

        JsonElement load = events.Single(static e => e.GetProperty("name").GetString() == "Load");
        JsonElement[] marks = [.. events.Where(static e => e.GetProperty("ph").GetString() == "i")];

        Assert.Equal(3, load.GetProperty("args").GetProperty("attempts").GetInt32());
        Assert.Equal(["Load, attempt 2", "Load, attempt 3"], marks.Select(static e => e.GetProperty("name").GetString()));
        Assert.Equal([100_000m, 200_000m], marks.Select(Ts));
        Assert.All(marks, mark => Assert.Equal((load.GetProperty("tid").GetInt32(), "t"), (mark.GetProperty("tid").GetInt32(), mark.GetProperty("s").GetString())));
        Assert.False(events.Single(static e => e.GetProperty("name").GetString() == "Save").GetProperty("args").TryGetProperty("attempts", out _));
    }

    private static decimal Ts(JsonElement e) => e.GetProperty("ts").GetDecimal();

    private static JsonElement[] Events(FlowReport report)
    {
        using JsonDocument document = JsonDocument.Parse(report.ToTrace());
        return [.. document.RootElement.GetProperty("traceEvents").Clone().EnumerateArray()];
    }
}
