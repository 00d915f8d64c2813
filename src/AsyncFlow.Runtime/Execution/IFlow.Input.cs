namespace AsyncFlow;

/// <summary>
/// A flow that takes an input with each call and gives a result. Every non-static <see cref="FlowAttribute">[Flow]</see> class with
/// <see cref="InputAttribute">[Input]</see> parameters and an <see cref="OutputAttribute">[Output]</see> step implements it.
/// </summary>
/// <typeparam name="TInput">The type of the input; a tuple of all inputs in the order of the class's own members if there are several.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public interface IFlow<TInput, TResult>
{
    /// <summary>The steps of this flow and how they depend on each other.</summary>
    FlowPlan Plan { get; }

    /// <summary>Runs the flow, returns its result, and throws when a step fails.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before every step had succeeded.</exception>
    ValueTask<TResult> ExecuteAsync(TInput input, CancellationToken cancellationToken = default) => ExecuteAsync(input, null, cancellationToken);

    /// <inheritdoc cref="ExecuteAsync(TInput, CancellationToken)"/>
    /// <param name="input">The input.</param>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask<TResult> ExecuteAsync(TInput input, FlowOptions? options, CancellationToken cancellationToken = default);

    /// <summary>Runs the flow and reports its result and every step's outcome; a failing step does not make it throw.</summary>
    /// <param name="input">The input.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask<FlowReport<TResult>> RunAsync(TInput input, CancellationToken cancellationToken = default) => RunAsync(input, null, cancellationToken);

    /// <inheritdoc cref="RunAsync(TInput, CancellationToken)"/>
    /// <param name="input">The input.</param>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice, then the default.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    ValueTask<FlowReport<TResult>> RunAsync(TInput input, FlowOptions? options, CancellationToken cancellationToken = default);
}
