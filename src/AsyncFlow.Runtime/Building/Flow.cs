using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>Makes flows from expressions that are evaluated at run time.</summary>
public static class Flow
{
    /// <summary>
    /// Makes a flow from functions that are composed with <see cref="Compose.Series"/>, <see cref="Compose.Parallel"/> and the other
    /// functions of <see cref="Compose"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A function is an <see cref="Action"/>, a <c>Func&lt;Task&gt;</c> or a <c>Func&lt;ValueTask&gt;</c>, or one of these with a single
    /// parameter of type <see cref="CancellationToken"/> or <see cref="StepContext"/>. Results are not passed on; use
    /// <see cref="FlowBuilder"/> for that, or a <see cref="CompositionAttribute">[Composition]</see>.
    /// </para>
    /// <para>
    /// A step's name is the one that <see cref="Compose.Named"/> gives, or for a <see cref="Compose.SubFlow"/> that of the flow.
    /// Otherwise it is <c>step 1</c> for the first step of the expression, <c>step 2</c> for the second and so on, named ones counted
    /// too. It is not the function's name, which only reflection could find.
    /// </para>
    /// </remarks>
    /// <param name="node">The expression.</param>
    /// <param name="name">The flow's name.</param>
    /// <param name="maxConcurrency">How many steps of one run may run at the same time unless the run's options say otherwise; 0 means no limit.</param>
    /// <param name="failureMode">What a failing step does to the rest of a run unless the run's options say otherwise.</param>
    /// <param name="singleThreaded">Whether only hosts that never run two asynchronous steps at once may run the flow.</param>
    /// <exception cref="ArgumentException">A function cannot be run, or two steps have the same name; the message says where.</exception>
    /// <example>
    /// <code>
    /// IFlow flow = Flow.Create(Series(Load, Parallel(plugins.Select(plugin => Named(plugin.Name, plugin.RunAsync)).ToArray())));
    /// await flow.ExecuteAsync(ct);
    /// </code>
    /// </example>
    public static IFlow Create(
        FlowNode node, string name = nameof(Flow), int maxConcurrency = 0, FailureMode failureMode = FailureMode.Cancel, bool singleThreaded = false)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(name);
        FlowSettings.CheckLimit(maxConcurrency);
        FlowSettings.CheckMode(failureMode);
        FlowDefinition flow = new(name);
        new NodeWalk(flow).Walk(node);
        (FlowPlan plan, StepTemplate[] steps) = flow.Build(output: null, maxConcurrency, failureMode, singleThreaded);
        return new BuiltFlow(plan, steps);
    }
}
