namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Records the events of the steps of runs.</summary>
internal sealed class Recorder : FlowObserver
{
    private readonly List<string> _lines = [];

    public string Text => string.Join(", ", _lines);

    public override void OnStepStarted(in StepStarted e) => _lines.Add($"{e.Step.Name}+");

    public override void OnStepCompleted(in StepCompleted e) => _lines.Add($"{e.Report.Name}-{e.Report.Status}");
}
