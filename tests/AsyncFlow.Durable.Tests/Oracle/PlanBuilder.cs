using AsyncFlow.CompilerServices;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Makes the plan of a flow that the oracle reads, without elements and inner flows.</summary>
internal static class PlanBuilder
{
    public static FlowPlan Build(OraclePlan plan) => new(plan.Name, [.. plan.Steps.Select((step, index) => new StepDescriptor(step.Name, isAsync: true)
    {
        Upstream = [.. step.After.Concat(step.Outcomes).Order()],
        Outcomes = step.Outcomes,
        IsOutput = plan.Output == index,
        Condition = step.Condition is null ? null : "condition",
    })])
    {
        FailureMode = plan.Mode,
    };
}
