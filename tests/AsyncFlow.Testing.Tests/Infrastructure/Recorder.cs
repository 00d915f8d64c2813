namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Writes down what happens to the steps of runs.</summary>
internal sealed class Recorder : FlowObserver
{
    private readonly List<string> _lines = [];

    public string Text => string.Join(", ", _lines);

    public override void OnStepStarted(StepInfo step, long runId) => _lines.Add($"{step.Name}+");

    public override void OnStepCompleted(StepReport report, long runId) => _lines.Add($"{report.Name}-{report.Status}");
}
