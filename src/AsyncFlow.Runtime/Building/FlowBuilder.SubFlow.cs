using AsyncFlow.Building.Steps;

namespace AsyncFlow;

// Steps that run other flows.
public sealed partial class FlowBuilder
{
    /// <summary>Adds a step that runs another flow, within this one's cancellation, host and limit of concurrency.</summary>
    /// <remarks>No step of the other flow may need a lock that this step holds.</remarks>
    /// <param name="name">The step's name.</param>
    /// <param name="flow">The flow.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">The name is empty, or another step has it.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    public StepHandle SubFlow(string name, IFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return AddFlow(name, flow.ExecuteAsync, () => flow.Plan);
    }

    /// <summary>Adds a step that runs another flow, within this one's cancellation, host and limit of concurrency, and returns its output.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <inheritdoc cref="SubFlow(string, IFlow)"/>
    public StepHandle<T> SubFlow<T>(string name, IFlow<T> flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return AddFlow<T>(name, flow.ExecuteAsync, () => flow.Plan);
    }

    /// <summary>Adds a step that runs another flow, given by its method. For flows that are static classes and so have no instance.</summary>
    /// <remarks>No step of the other flow may need a lock that this step holds.</remarks>
    /// <param name="name">The step's name.</param>
    /// <param name="execute">The flow's <c>ExecuteAsync</c>.</param>
    /// <param name="plan">The flow's <c>Plan</c>, for diagrams; if it is null, they show the step alone.</param>
    /// <returns>The step's handle.</returns>
    /// <exception cref="ArgumentException">The name is empty, or another step has it, or the method is null.</exception>
    /// <exception cref="InvalidOperationException">The flow has been built already.</exception>
    /// <example><code>b.SubFlow("nightly", Nightly.ExecuteAsync, Nightly.Plan).After(loaded);</code></example>
    public StepHandle SubFlow(string name, Func<FlowOptions?, CancellationToken, ValueTask> execute, FlowPlan? plan = null) =>
        AddFlow(name, execute, plan is null ? null : () => plan);

    /// <summary>Adds a step that runs another flow, given by its method, and returns its output.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <inheritdoc cref="SubFlow(string, Func{FlowOptions, CancellationToken, ValueTask}, FlowPlan)"/>
    /// <example><code>StepHandle&lt;Receipt&gt; receipt = b.SubFlow("checkout", checkout.ExecuteAsync, Checkout.Plan);</code></example>
    public StepHandle<T> SubFlow<T>(string name, Func<FlowOptions?, CancellationToken, ValueTask<T>> execute, FlowPlan? plan = null) =>
        AddFlow<T>(name, execute, plan is null ? null : () => plan);

    private StepHandle AddFlow(string name, Func<FlowOptions?, CancellationToken, ValueTask> execute, Func<FlowPlan>? plan) =>
        Add(name, execute, [], isAsync: true, StepMakers.Async<FlowCall<ValueTask>>(_ => new(execute)), StepKind.Flow, plan);

    private StepHandle<T> AddFlow<T>(string name, Func<FlowOptions?, CancellationToken, ValueTask<T>> execute, Func<FlowPlan>? plan) =>
        Add<T>(name, execute, [], isAsync: true, StepMakers.Async<FlowCall<ValueTask<T>>, T>(_ => new(execute)), StepKind.Flow, plan);
}
