using System.Text.Encodings.Web;
using System.Text.Json;
using AsyncFlow.Insight.Timeline;

namespace AsyncFlow.Insight.Trace;

/// <summary>
/// Writes a timeline in the JSON format of Chrome's tracing. A lane is a thread. The first lane of a nested run is that of its step, so its slices are
/// within the slice of the step; its other lanes are threads below.
/// </summary>
internal sealed class ChromeTrace
{
    private const int ProcessId = 1;

    private readonly RunTimeline _timeline;
    private readonly Utf8JsonWriter _json;

    // The thread of each step, as an index of all steps.
    private readonly int[] _threads;
    private readonly List<string> _threadNames = [];

    private ChromeTrace(RunTimeline timeline, Utf8JsonWriter json)
    {
        _timeline = timeline;
        _json = json;
        _threads = new int[timeline.Steps.Count];
        AssignThreads();
    }

    public static string Of(FlowReport report)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.Default }))
        {
            new ChromeTrace(RunTimeline.Of(report), json).Write();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private void AssignThreads()
    {
        Dictionary<(int Outer, int Lane), int> threads = [];
        for (int i = 0; i < _timeline.Steps.Count; i++)
        {
            TimedStep step = _timeline.Steps[i];
            if (!step.HasStarted)
            {
                continue;
            }

            if (step.Outer >= 0 && step.Lane == 0)
            {
                _threads[i] = _threads[step.Outer];
            }
            else
            {
                if (!threads.TryGetValue((step.Outer, step.Lane), out int thread))
                {
                    _threadNames.Add(step.Outer < 0 ? $"lane {step.Lane + 1}" : $"{_timeline.Steps[step.Outer].Path}, lane {step.Lane + 1}");
                    thread = _threadNames.Count;
                    threads.Add((step.Outer, step.Lane), thread);
                }

                _threads[i] = thread;
            }
        }
    }

    private void Write()
    {
        _json.WriteStartObject();
        _json.WriteString("displayTimeUnit", "ms");
        _json.WriteStartArray("traceEvents");
        WriteName("process_name", 0, _timeline.Report.FlowName);
        for (int i = 0; i < _threadNames.Count; i++)
        {
            WriteName("thread_name", i + 1, _threadNames[i]);
            WriteSortIndex(i + 1);
        }

        for (int i = 0; i < _timeline.Steps.Count; i++)
        {
            if (_timeline.Steps[i].HasStarted)
            {
                WriteStep(i, _timeline.Steps[i]);
            }
        }

        WriteArrows();
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteStep(int index, TimedStep step)
    {
        if (step.HasWaited)
        {
            WriteWait("b", index, step, step.WaitStart);
            WriteWait("e", index, step, step.WaitEnd);
        }

        WriteEvent("X", step.Report.Name, "step", step.Start, _threads[index]);
        _json.WriteNumber("dur", (step.End - step.Start) / (decimal)TimeSpan.TicksPerMicrosecond);
        _json.WriteStartObject("args");
        _json.WriteString("step", step.Path);
        _json.WriteString("status", step.Report.Status.ToString());
        WriteTime("lock wait ms", step.Report.LockWait);
        WriteTime("slot wait ms", step.Report.SlotWait);
        WriteTime("slack ms", TimeSpan.FromTicks(step.Slack));
        if (step.Report.Attempts != 1)
        {
            _json.WriteNumber("attempts", step.Report.Attempts);
        }

        _json.WriteBoolean("critical", step.Critical > 0);
        if (step.Report.Exception is { } exception)
        {
            _json.WriteString("exception", $"{exception.GetType().Name}: {exception.Message}");
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        foreach ((int attempt, long start) in step.Retries())
        {
            WriteEvent("i", $"{step.Report.Name}, attempt {attempt}", "attempt", start, _threads[index]);
            _json.WriteString("s", "t");
            _json.WriteEndObject();
        }
    }

    // On a track of its own: a step that waits runs in no lane.
    private void WriteWait(string phase, int index, TimedStep step, long time)
    {
        WriteEvent(phase, $"{step.Report.Name} waits for {string.Join(", ", step.Report.Step.Locks)}", "lock", time, _threads[index]);
        _json.WriteNumber("id", index);
        _json.WriteEndObject();
    }

    // An arrow belongs to the slices in which it begins and ends: the step's at its end, and the other step's at its start.
    private void WriteArrows()
    {
        int arrows = 0;
        foreach (IGrouping<int, int> run in Enumerable.Range(0, _timeline.Steps.Count).GroupBy(i => _timeline.Steps[i].Outer))
        {
            Dictionary<StepInfo, int> indexes = run.ToDictionary(i => _timeline.Steps[i].Report.Step);
            foreach (int from in run)
            {
                foreach (StepInfo downstream in _timeline.Steps[from].Report.Step.Downstream)
                {
                    int to = indexes[downstream];
                    if (_timeline.Steps[from].HasStarted && _timeline.Steps[to].HasStarted)
                    {
                        arrows++;
                        WriteArrow("s", arrows, from, _timeline.Steps[from].End);
                        WriteArrow("f", arrows, to, _timeline.Steps[to].Start);
                    }
                }
            }
        }
    }

    private void WriteArrow(string phase, int id, int step, long time)
    {
        WriteEvent(phase, "depends on", "dependency", time, _threads[step]);
        _json.WriteNumber("id", id);
        if (phase == "f")
        {
            _json.WriteString("bp", "e");
        }

        _json.WriteEndObject();
    }

    private void WriteEvent(string phase, string name, string category, long time, int thread)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", phase);
        _json.WriteString("name", name);
        _json.WriteString("cat", category);
        _json.WriteNumber("ts", time / (decimal)TimeSpan.TicksPerMicrosecond);
        _json.WriteNumber("pid", ProcessId);
        _json.WriteNumber("tid", thread);
    }

    private void WriteName(string kind, int thread, string name)
    {
        WriteMetadata(kind, thread);
        _json.WriteString("name", name);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteSortIndex(int thread)
    {
        WriteMetadata("thread_sort_index", thread);
        _json.WriteNumber("sort_index", thread);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    private void WriteMetadata(string kind, int thread)
    {
        _json.WriteStartObject();
        _json.WriteString("ph", "M");
        _json.WriteString("name", kind);
        _json.WriteNumber("pid", ProcessId);
        _json.WriteNumber("tid", thread);
        _json.WriteStartObject("args");
    }

    private void WriteTime(string name, TimeSpan time) => _json.WriteNumber(name, time.Ticks / (decimal)TimeSpan.TicksPerMillisecond);
}
