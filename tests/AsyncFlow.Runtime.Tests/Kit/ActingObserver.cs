namespace AsyncFlow.Runtime.Tests;

/// <summary>Calls what the test gives it.</summary>
internal sealed class ActingObserver : FlowObserver
{
    public Action<FlowPlan, long>? RunStarted { get; init; }

    public Action<StepInfo>? StepStarted { get; init; }

    public Action<StepReport>? StepCompleted { get; init; }

    public Action<FlowReport>? RunCompleted { get; init; }

    public override void OnRunStarted(FlowPlan plan, long runId) => RunStarted?.Invoke(plan, runId);

    public override void OnStepStarted(StepInfo step, long runId) => StepStarted?.Invoke(step);

    public override void OnStepCompleted(StepReport report, long runId) => StepCompleted?.Invoke(report);

    public override void OnRunCompleted(FlowReport report, long runId) => RunCompleted?.Invoke(report);
}
