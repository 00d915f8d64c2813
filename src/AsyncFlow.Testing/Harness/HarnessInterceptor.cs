using AsyncFlow.Execution;

namespace AsyncFlow.Testing;

/// <summary>Has what was planned happen before the steps of one run, or in their place.</summary>
/// <param name="plans">What is planned, by the step's index; null for nothing.</param>
/// <param name="cancel">Cancels the run as its caller would.</param>
internal sealed class HarnessInterceptor(StepPlan?[] plans, Action cancel) : StepInterceptor
{
    public override Task<Interception>? Intercept(StepInfo step, StepContext context) => plans[step.Index]?.ExecuteAsync(context, cancel);
}
