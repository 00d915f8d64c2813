using AsyncFlow.Building;

namespace AsyncFlow;

// Steps that run other flows.
public sealed partial class FlowBuilder
{
    /// <summary>Adds a step that runs another flow, within this one's cancellation, host and limit of concurrency.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="flow">The flow.</param>
    /// <param name="after">Steps that must have finished.</param>
    /// <param name="locks">What it holds while the flow runs; no step of the flow may need one of these.</param>
    /// <param name="when">When it runs; null for always.</param>
    /// <exception cref="ArgumentException">Something is null or does not fit, or another step has the name; the message says what.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public StepHandle SubFlow(
        string name, IFlow flow, IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return SubFlow(new StepRequest(name, flow, [], after, locks, when), flow.ExecuteAsync, () => flow.Plan);
    }

    /// <summary>Adds a step that runs another flow and gives its output.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <inheritdoc cref="SubFlow(string, IFlow, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    public StepHandle<T> SubFlow<T>(
        string name, Flow<T> flow, IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return SubFlow<T>(new StepRequest(name, flow, [], after, locks, when), flow.ExecuteAsync, () => flow.Plan);
    }

    /// <summary>Adds a step that runs another flow: that of a static class, which is no object.</summary>
    /// <param name="name">The step's name.</param>
    /// <param name="execute">The flow's <c>ExecuteAsync</c>.</param>
    /// <param name="plan">The flow's <c>Plan</c>, for pictures; null shows the step alone.</param>
    /// <param name="after">Steps that must have finished.</param>
    /// <param name="locks">What it holds while the flow runs; no step of the flow may need one of these.</param>
    /// <param name="when">When it runs; null for always.</param>
    /// <exception cref="ArgumentException">Something is null or does not fit, or another step has the name; the message says what.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    /// <example><code>b.SubFlow("nightly", Nightly.ExecuteAsync, Nightly.Plan, after: [loaded]);</code></example>
    public StepHandle SubFlow(
        string name, Func<FlowOptions?, CancellationToken, ValueTask> execute, FlowPlan? plan = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        SubFlow(new StepRequest(name, execute, [], after, locks, when), execute, plan is null ? null : () => plan);

    /// <summary>Adds a step that runs another flow and gives its output: that of a <see cref="FlowAttribute">[Flow]</see> class.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <inheritdoc cref="SubFlow(string, Func{FlowOptions, CancellationToken, ValueTask}, FlowPlan, IEnumerable{StepHandle}, IEnumerable{object}, StepCondition)"/>
    /// <example><code>StepHandle&lt;Receipt&gt; receipt = b.SubFlow("checkout", checkout.ExecuteAsync, Checkout.Plan);</code></example>
    public StepHandle<T> SubFlow<T>(
        string name, Func<FlowOptions?, CancellationToken, ValueTask<T>> execute, FlowPlan? plan = null,
        IEnumerable<StepHandle>? after = null, IEnumerable<object>? locks = null, StepCondition? when = null) =>
        SubFlow<T>(new StepRequest(name, execute, [], after, locks, when), execute, plan is null ? null : () => plan);

    private StepHandle SubFlow(StepRequest request, Func<FlowOptions?, CancellationToken, ValueTask> execute, Func<FlowPlan>? plan) =>
        Add(request, isAsync: true, (run, step, _) => new AsyncCell<FlowCall<ValueTask>>(run, step, new(execute)), StepKind.Flow, plan);

    private StepHandle<T> SubFlow<T>(StepRequest request, Func<FlowOptions?, CancellationToken, ValueTask<T>> execute, Func<FlowPlan>? plan) =>
        Add<T>(request, isAsync: true, (run, step, _) => new AsyncCell<FlowCall<ValueTask<T>>, T>(run, step, new(execute)), StepKind.Flow, plan);
}
