using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Writes down what it is told, and can throw in one of its methods.</summary>
internal sealed class RecordingObserver : FlowObserver
{
    private readonly ConcurrentQueue<string> _lines = new();

    public string[] Lines => [.. _lines];

    public FlowReport? Report { get; private set; }

    public long RunId { get; private set; }

    /// <summary>Throws when it is about to write this line.</summary>
    public string? ThrowsAt { get; init; }

    public Exception? Thrown { get; private set; }

    public override void OnRunStarted(FlowPlan plan, long runId)
    {
        RunId = runId;
        Write($"run {plan.Name} started");
    }

    public override void OnStepStarted(StepInfo step, long runId) => Write($"{step.Name} started", runId);

    public override void OnStepCompleted(StepReport report, long runId) => Write($"{report.Name} {report.Status}", runId);

    public override void OnRunCompleted(FlowReport report, long runId)
    {
        Report = report;
        Write($"run {report.FlowName} {report.Status}", runId);
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
