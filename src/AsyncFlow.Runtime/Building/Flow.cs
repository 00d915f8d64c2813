namespace AsyncFlow;

/// <summary>Makes flows from expressions that are known only when the program runs.</summary>
public static class Flow
{
    /// <summary>
    /// Makes a flow of functions that are put together by <see cref="Compose.Series"/>, <see cref="Compose.Parallel"/> and the other
    /// functions of <see cref="Compose"/>.
    /// </summary>
    /// <remarks>
    /// <para>
    /// A function is an <see cref="Action"/>, a <c>Func&lt;Task&gt;</c> or a <c>Func&lt;ValueTask&gt;</c>, or one of these with a single
    /// parameter of type <see cref="CancellationToken"/> or <see cref="StepContext"/>. Results are not passed on; use
    /// <see cref="FlowBuilder"/> for that, or a <see cref="CompositionAttribute">[Composition]</see>.
    /// </para>
    /// <para>
    /// A step's name is the one that <see cref="Compose.Named"/> gives it, and that of its flow for a <see cref="Compose.SubFlow"/>;
    /// otherwise it is <c>step 1</c> for the first step of the expression, <c>step 2</c> for the second and so on, named ones counted
    /// too. It does not come from the function, whose name only reflection would tell.
    /// </para>
    /// </remarks>
    /// <param name="node">The expression.</param>
    /// <param name="name">The flow's name.</param>
    /// <param name="maxConcurrency">How many steps of one run may run at the same time unless the run's options say otherwise; 0 is no limit.</param>
    /// <param name="failureMode">What a failing step does to the rest of a run unless the run's options say otherwise.</param>
    /// <param name="singleThreaded">Whether only hosts that never run two asynchronous steps at once may run the flow.</param>
    /// <exception cref="ArgumentException">A function cannot be run, or two steps are given the same name; the message says where.</exception>
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
        FlowDraft draft = new(name);
        new NodeWalk(draft).Walk(node);
        return new BuiltFlow(draft.Plan(maxConcurrency, failureMode, singleThreaded), draft.Steps());
    }
}
