using AsyncFlow.CompilerServices;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Makes the plan of a flow that the oracle reads, as the compiler would for a durable one.</summary>
internal static class PlanBuilder
{
    public static FlowPlan Build(OraclePlan plan) => new(plan.Name, [.. plan.Steps.Select((step, index) => new StepDescriptor(step.Name, isAsync: true)
    {
        Upstream = [.. step.After.Concat(step.Outcomes).Concat(step.List < 0 ? [] : [step.List]).Distinct().Order()],
        Outcomes = step.Outcomes,
        IsOutput = plan.Output == index,
        Kind = step.Elements is not null ? StepKind.ForEach : step.Inner is not null ? StepKind.Flow : StepKind.Function,
        Condition = step.Condition is null ? null : "condition",
    })])
    {
        FailureMode = plan.Mode,
    };
}
