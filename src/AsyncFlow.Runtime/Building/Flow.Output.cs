using AsyncFlow.Building.Steps;
using AsyncFlow.CompilerServices;

namespace AsyncFlow;

/// <summary>A flow built at run time that has an output: made by <see cref="FlowBuilder.Build{T}"/>. Safe to use from any thread.</summary>
/// <typeparam name="T">The type of the output.</typeparam>
public sealed class Flow<T> : IFlow<T>
{
    private readonly RunPool<BuiltRun<T>> _pool;

    internal Flow(FlowPlan plan, StepTemplate[] steps, int outputStep, Func<BuiltStep[], Input<T>> output) =>
        _pool = new(plan, pool => new BuiltRun<T>(pool, steps, outputStep, output));

    /// <inheritdoc/>
    public FlowPlan Plan => _pool.Plan;

    /// <summary>Runs the flow, returns its output, and throws when a step fails.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before every step had succeeded.</exception>
    public ValueTask<T> ExecuteAsync(CancellationToken cancellationToken = default) => _pool.Rent().ExecuteAsync(null, cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public ValueTask<T> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) => _pool.Rent().ExecuteAsync(options, cancellationToken);

    /// <summary>Runs the flow and reports its output and every step's outcome; a failing step does not make it throw.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public ValueTask<FlowReport<T>> RunAsync(CancellationToken cancellationToken = default) => _pool.Rent().RunAsync(null, cancellationToken);

    /// <inheritdoc cref="RunAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    public ValueTask<FlowReport<T>> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) => _pool.Rent().RunAsync(options, cancellationToken);

    /// <summary>The flow's name.</summary>
    public override string ToString() => Plan.Name;

    ValueTask IFlow.ExecuteAsync(CancellationToken cancellationToken) => ((FlowRun)_pool.Rent()).ExecuteAsync(null, cancellationToken);

    ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => ((FlowRun)_pool.Rent()).ExecuteAsync(options, cancellationToken);

    ValueTask<FlowReport> IFlow.RunAsync(CancellationToken cancellationToken) => ((FlowRun)_pool.Rent()).RunAsync(null, cancellationToken);

    ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken cancellationToken) => ((FlowRun)_pool.Rent()).RunAsync(options, cancellationToken);
}
