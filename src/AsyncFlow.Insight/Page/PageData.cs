using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using AsyncFlow.Insight.Timeline;
using AsyncFlow.Timing;

namespace AsyncFlow.Insight.Page;

/// <summary>Writes what the page shows as JSON, in columns. It can stand in a script element: no character of it can end that.</summary>
internal sealed class PageData
{
    private readonly RunTimeline _timeline;
    private readonly Utf8JsonWriter _json;

    private PageData(RunTimeline timeline, Utf8JsonWriter json)
    {
        _timeline = timeline;
        _json = json;
    }

    public static string Json(RunTimeline timeline)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            new PageData(timeline, json).Write();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void Write()
    {
        FlowReport report = _timeline.Report;
        FlowAnalysis analysis = report.Analysis;
        _json.WriteStartObject();
        _json.WriteString("flow", report.FlowName);
        _json.WriteString("status", report.Status.ToString());
        _json.WriteNumber("duration", report.Duration.Ticks);
        _json.WriteNumber("work", analysis.Work.Ticks);
        _json.WriteNumber("span", analysis.Span.Ticks);
        _json.WriteNumber("lanes", _timeline.Lanes);
        WriteLimits(analysis.Limits);
        WriteFailures(report);
        WriteSteps();
        WriteGraph(analysis);
        _json.WriteEndObject();
    }

    private void WriteLimits(FlowLimits limits)
    {
        _json.WriteStartObject("limits");
        _json.WriteNumber("graph", limits.Graph);
        _json.WriteNumber("concurrency", limits.Concurrency);
        _json.WriteNumber("threads", limits.Threads);
        _json.WriteStartArray("locks");
        foreach (LockLimit held in limits.Locks)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(held.Name);
            _json.WriteNumberValue(held.Share);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteFailures(FlowReport report)
    {
        _json.WriteStartArray("failures");
        foreach (Exception failure in report.Failures)
        {
            // The innermost step that threw it: those within a step come after it.
            TimedStep? thrower = _timeline.Steps.LastOrDefault(step => ReferenceEquals(step.Report.Exception, failure));
            _json.WriteStringValue($"{(thrower is null ? "" : $"{thrower.Path}: ")}{failure.GetType().Name}: {failure.Message}");
        }

        _json.WriteEndArray();
    }

    private void WriteSteps()
    {
        IReadOnlyList<TimedStep> steps = _timeline.Steps;
        Dictionary<int, Dictionary<int, int>> indexes = [];
        for (int i = 0; i < steps.Count; i++)
        {
            (indexes.TryGetValue(steps[i].Outer, out Dictionary<int, int>? run) ? run : indexes[steps[i].Outer] = []).Add(steps[i].Report.Step.Index, i);
        }

        _json.WriteStartObject("steps");
        Column("name", static (json, step) => json.WriteStringValue(step.Report.Name));
        Column("status", static (json, step) => json.WriteStringValue(step.Report.Status.ToString()));
        Column("kind", static (json, step) => json.WriteNumberValue((int)step.Report.Step.Kind));
        Column("outer", static (json, step) => json.WriteNumberValue(step.Outer));
        Column("start", static (json, step) => json.WriteNumberValue(step.Start));
        Column("end", static (json, step) => json.WriteNumberValue(step.End));
        Column("lockWait", static (json, step) => json.WriteNumberValue(step.Report.LockWait.Ticks));
        Column("slotWait", static (json, step) => json.WriteNumberValue(step.Report.SlotWait.Ticks));
        Column("slack", static (json, step) => json.WriteNumberValue(step.Slack));
        Column("critical", static (json, step) => json.WriteNumberValue(step.Critical));
        Column("lane", static (json, step) => json.WriteNumberValue(step.Lane));
        Column("lanes", static (json, step) => json.WriteNumberValue(step.LanesWithin));
        Sparse("locks", static step => step.Report.Step.Locks.Count == 0 ? null : string.Join(", ", step.Report.Step.Locks));
        Sparse("reason", static step => step.Report.Reason);
        Sparse("exception", static step => step.Report.Exception is { } exception ? $"{exception.GetType().Name}: {exception.Message}" : null);
        WriteAttempts();
        Column("upstream", (json, step) =>
        {
            json.WriteStartArray();
            foreach (StepInfo upstream in step.Report.Step.Upstream)
            {
                json.WriteNumberValue(indexes[step.Outer][upstream.Index]);
            }

            json.WriteEndArray();
        });
        _json.WriteEndObject();
    }

    // Of the steps that were attempted more than once, or not at all, how often; and when each further attempt started.
    private void WriteAttempts()
    {
        _json.WriteStartObject("attempts");
        for (int i = 0; i < _timeline.Steps.Count; i++)
        {
            TimedStep step = _timeline.Steps[i];
            if (step.HasStarted && step.Report.Attempts != 1)
            {
                _json.WriteNumber($"{i}", step.Report.Attempts);
            }
        }

        _json.WriteEndObject();
        _json.WriteStartObject("retries");
        for (int i = 0; i < _timeline.Steps.Count; i++)
        {
            if (_timeline.Steps[i].Report.AttemptStarts is { Length: > 1 })
            {
                _json.WriteStartArray($"{i}");
                foreach ((_, long start) in _timeline.Steps[i].Retries())
                {
                    _json.WriteNumberValue(start);
                }

                _json.WriteEndArray();
            }
        }

        _json.WriteEndObject();
    }

    private void WriteGraph(FlowAnalysis analysis)
    {
        TimingGraph graph = analysis.Graph;
        _json.WriteStartObject("graph");
        _json.WriteBoolean("takesLocksLate", graph.TakesLocksLate);
        Numbers("time", graph.Count, node => graph.End[node] - graph.Start[node]);
        Numbers("delay", graph.Count, node => analysis.Waits.Delay[node]);
        Numbers("run", graph.Count, node => graph.Run[node]);
        Numbers("place", graph.Count, node => graph.Place[node]);
        Numbers("slot", graph.Count, node => graph.NeedsSlot[node] ? 1 : 0);
        Numbers("acquiredBy", graph.Count, node => graph.AcquiredBy[node]);
        Numbers("lockStart", graph.Count + 1, node => graph.LockStart[node]);
        Numbers("locks", graph.Locks.Length, index => graph.Locks[index]);
        Numbers("next", graph.Count + 1, node => graph.SuccessorStart[node]);
        Numbers("successors", graph.Successors.Length, index => graph.Successors[index]);
        Numbers("first", analysis.Steps.Steps.Count, step => analysis.Steps.Steps[step].First);
        Numbers("last", analysis.Steps.Steps.Count, step => analysis.Steps.Steps[step].Last);
        Numbers("permits", graph.AllLocks.Length, index => graph.AllLocks[index].Permits);
        Numbers("runLimit", graph.Runs.Length, run => graph.Runs[run].MaxConcurrency);
        Numbers("runOuter", graph.Runs.Length, run => graph.Runs[run].Outer);
        Numbers("runPlace", graph.Runs.Length, run => graph.Runs[run].Place);
        WriteStreams(graph);
        _json.WriteStartArray("lockNames");
        foreach (TimedLock held in graph.AllLocks)
        {
            _json.WriteStringValue(held.Name);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteStreams(TimingGraph graph)
    {
        _json.WriteStartArray("streams");
        foreach (TimedStream stream in graph.Streams)
        {
            _json.WriteStartObject();
            _json.WriteNumber("slots", stream.Slots);
            _json.WriteNumber("buffer", stream.Buffer);
            _json.WriteNumber("writer", stream.Writer);
            _json.WriteNumber("opening", stream.Opening);
            _json.WriteNumber("giver", stream.Giver);
            _json.WriteNumber("firstPull", stream.FirstPull);
            _json.WriteNumber("firstElement", stream.FirstElement);
            _json.WriteNumber("finalPull", stream.FinalPull);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
        if (graph.Streams.Length > 0)
        {
            Numbers("enters", graph.Count, node => graph.Enters[node]);
            Numbers("leaves", graph.Count, node => graph.Leaves[node]);
        }
    }

    private void Column(string name, Action<Utf8JsonWriter, TimedStep> write)
    {
        _json.WriteStartArray(name);
        foreach (TimedStep step in _timeline.Steps)
        {
            write(_json, step);
        }

        _json.WriteEndArray();
    }

    // Only of the steps that have one.
    private void Sparse(string name, Func<TimedStep, string?> value)
    {
        _json.WriteStartObject(name);
        for (int i = 0; i < _timeline.Steps.Count; i++)
        {
            if (value(_timeline.Steps[i]) is { } text)
            {
                _json.WriteString($"{i}", text);
            }
        }

        _json.WriteEndObject();
    }

    private void Numbers(string name, int count, Func<int, long> value)
    {
        _json.WriteStartArray(name);
        for (int i = 0; i < count; i++)
        {
            _json.WriteNumberValue(value(i));
        }

        _json.WriteEndArray();
    }
}
