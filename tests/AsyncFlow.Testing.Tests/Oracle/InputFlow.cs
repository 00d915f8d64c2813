namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>A generated flow whose steps do what the plan says that is given to a run. All runs, those at the same time too, are of one object.</summary>
[Flow(FailureMode = FailureMode.Continue)]
internal sealed partial class InputFlow
{
    [Step]
    private static Task<PlanBuilder.Item> Left([Input] PlanBuilder builder, [Input] OraclePlan plan, StepContext context) => builder.MakeAsync(plan.Steps[0], [], [], context);

    [Step]
    private static Task<PlanBuilder.Item> Right([Input] PlanBuilder builder, [Input] OraclePlan plan, StepContext context) => builder.MakeAsync(plan.Steps[1], [], [], context);

    [Step]
    private static async ValueTask<PlanBuilder.Item> Join(
        [From(nameof(Left))] PlanBuilder.Item left, [From(nameof(Right))] PlanBuilder.Item right, [Input] PlanBuilder builder, [Input] OraclePlan plan, StepContext context) =>
        await builder.MakeAsync(plan.Steps[2], [left, right], plan.Steps[..2], context);

    [Step, Output]
    private static Task<PlanBuilder.Item> Finish([From(nameof(Join))] PlanBuilder.Item joined, [Input] PlanBuilder builder, [Input] OraclePlan plan, StepContext context) =>
        builder.MakeAsync(plan.Steps[3], [joined], plan.Steps[2..3], context);
}
