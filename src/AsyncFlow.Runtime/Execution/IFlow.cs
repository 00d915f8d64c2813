namespace AsyncFlow;

/// <summary>
/// A flow: an acyclic graph of steps that can be run, any number of times, also at the same time. Every non-static
/// <see cref="FlowAttribute">[Flow]</see> class implements it.
/// </summary>
public interface IFlow
{
    /// <summary>The steps of this flow and how they depend on each other.</summary>
    FlowPlan Plan { get; }

    /// <summary>Runs the flow and throws when a step fails.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before every step had succeeded.</exception>
    ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Runs the flow and reports every step's outcome; a failing step does not make it throw.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

    /// <inheritdoc cref="RunAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default);
}
