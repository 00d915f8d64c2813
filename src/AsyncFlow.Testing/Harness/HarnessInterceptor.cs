using AsyncFlow.Execution;

namespace AsyncFlow.Testing.Harness;

/// <summary>Carries out what is planned for the steps of one run.</summary>
/// <param name="plans">What is planned for each step, by the step's index; null for nothing.</param>
/// <param name="next">Intercepts the steps for which nothing is planned; null if there is no other interceptor.</param>
/// <param name="source">Cancels the run; null if no step does.</param>
internal sealed class HarnessInterceptor(StepPlan?[] plans, StepInterceptor? next, CancellationTokenSource? source) : StepInterceptor
{
    public override Task<Interception>? Intercept(StepInfo step, StepContext context) =>
        plans[step.Index] is { } plan ? plan.ExecuteAsync(context, source) : next?.Intercept(step, context);
}
