using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Records the events as lines, and can throw in one of its methods.</summary>
internal sealed class RecordingObserver : FlowObserver
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    public FlowReport? Report { get; private set; }

    public long RunId { get; private set; }

    /// <summary>Throws instead of recording this line.</summary>
    public string? ThrowsAt { get; init; }

    public Exception? Thrown { get; private set; }

    public override void OnRunStarted(in RunStarted e)
    {
        RunId = e.RunId;
        Write($"run {e.Plan.Name} started");
    }

    public override void OnStepStarted(in StepStarted e) => Write($"{e.Step.Name} started", e.RunId);

    public override void OnStepCompleted(in StepCompleted e) => Write($"{e.Report.Name} {e.Report.Status}", e.RunId);

    public override void OnRunCompleted(in RunCompleted e)
    {
        Report = e.Report;
        Write($"run {e.Report.FlowName} {e.Report.Status}", e.RunId);
    }

    private void Write(string line, long runId)
    {
        Assert.Equal(RunId, runId);
        Write(line);
    }

    private void Write(string line)
    {
        _lines.Enqueue(line);
        if (line == ThrowsAt)
        {
            throw Thrown = new StepFailure($"observer at {line}");
        }
    }
}
