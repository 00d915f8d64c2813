using System.Collections.Concurrent;

namespace AsyncFlow.CommandLine.Output;

/// <summary>Writes a line when a step starts and one when it ends. Elements of a list have none.</summary>
internal sealed class ProgressLines(Terminal terminal) : FlowObserver
{
    // Of each run within a step the name of that step, and those around it.
    private readonly ConcurrentDictionary<long, string> _paths = new();

    public override void OnRunStarted(in RunStarted e)
    {
        if (e.Parent.Step is { } step)
        {
            _paths[e.RunId] = $"{PathOf(e.Parent.RunId)}{step.Name}.";
        }
    }

    public override void OnStepStarted(in StepStarted e)
    {
        if (e.Element < 0)
        {
            terminal.WriteLine($"{Name(e.RunId, e.Step)} started");
        }
    }

    public override void OnStepCompleted(in StepCompleted e)
    {
        StepReport report = e.Report;
        if (e.Element < 0 && report.Status is StepStatus.Succeeded or StepStatus.Failed or StepStatus.Canceled)
        {
            terminal.WriteLine($"{Name(e.RunId, report.Step)} {StatusText.Of(report.Status)} after {StatusText.Of(report.Duration)}");
        }
    }

    public override void OnRunCompleted(in RunCompleted e) => _paths.TryRemove(e.RunId, out _);

    private string PathOf(long runId) => _paths.TryGetValue(runId, out string? path) ? path : "";

    private string Name(long runId, StepInfo step) => StatusText.Escape(PathOf(runId) + step.Name);
}
