namespace AsyncFlow;

/// <summary>
/// A flow that returns a result. Every non-static <see cref="FlowAttribute">[Flow]</see> class with an
/// <see cref="OutputAttribute">[Output]</see> step implements it, and so does a <see cref="Flow{T}"/>.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IFlow<TResult> : IFlow
{
    /// <summary>Runs the flow, returns its result, and throws when a step fails.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before every step had succeeded.</exception>
    new ValueTask<TResult> ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    new ValueTask<TResult> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Runs the flow and reports its result and every step's outcome; a failing step does not make it throw.</summary>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    new ValueTask<FlowReport<TResult>> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

    /// <inheritdoc cref="RunAsync(CancellationToken)"/>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    new ValueTask<FlowReport<TResult>> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default);
}
