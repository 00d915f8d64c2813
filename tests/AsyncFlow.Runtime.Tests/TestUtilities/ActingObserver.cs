namespace AsyncFlow.Runtime.Tests;

/// <summary>Calls the delegates of the test.</summary>
internal sealed class ActingObserver : FlowObserver
{
    public Action<FlowPlan, long>? RunStarted { get; init; }

    public Action<StepInfo>? StepStarted { get; init; }

    public Action<StepReport>? StepCompleted { get; init; }

    public Action<FlowReport>? RunCompleted { get; init; }

    public override void OnRunStarted(in RunStarted e) => RunStarted?.Invoke(e.Plan, e.RunId);

    public override void OnStepStarted(in StepStarted e) => StepStarted?.Invoke(e.Step);

    public override void OnStepCompleted(in StepCompleted e) => StepCompleted?.Invoke(e.Report);

    public override void OnRunCompleted(in RunCompleted e) => RunCompleted?.Invoke(e.Report);
}
