namespace AsyncFlow;

/// <summary>Gives a flow its input once.</summary>
public static class FlowInputExtensions
{
    /// <summary>
    /// A flow without an input that runs this one with a given input: for whatever runs an <see cref="IFlow"/>, such as a harness of a test.
    /// Thread-safe, as the flow itself is.
    /// </summary>
    /// <param name="flow">The flow.</param>
    /// <param name="input">What every run of the returned flow gets.</param>
    /// <typeparam name="TInput">The type of the input.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <exception cref="ArgumentNullException">There is no flow.</exception>
    public static IFlow<TResult> WithInput<TInput, TResult>(this IFlow<TInput, TResult> flow, TInput input)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return new BoundFlow<TInput, TResult>(flow, input);
    }

    private sealed class BoundFlow<TInput, TResult>(IFlow<TInput, TResult> flow, TInput input) : IFlow<TResult>
    {
        public FlowPlan Plan => flow.Plan;

        public ValueTask<TResult> ExecuteAsync(CancellationToken cancellationToken) => flow.ExecuteAsync(input, cancellationToken);

        public ValueTask<TResult> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => flow.ExecuteAsync(input, options, cancellationToken);

        public ValueTask<FlowReport<TResult>> RunAsync(CancellationToken cancellationToken) => flow.RunAsync(input, cancellationToken);

        public ValueTask<FlowReport<TResult>> RunAsync(FlowOptions? options, CancellationToken cancellationToken) => flow.RunAsync(input, options, cancellationToken);

        // What is left to do needs no context. But a host that chooses what happens next has to see it.
        private static bool InSimulation => FlowHost.Ambient.SchedulesSteps;

        async ValueTask IFlow.ExecuteAsync(CancellationToken cancellationToken) => await ExecuteAsync(cancellationToken).ConfigureAwait(InSimulation);

        // A run of only some steps need not have a result, which is not wanted here.
        async ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) =>
            (await RunAsync(options, cancellationToken).ConfigureAwait(InSimulation)).ThrowIfFailed();

        async ValueTask<FlowReport> IFlow.RunAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken).ConfigureAwait(InSimulation);

        async ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken cancellationToken) => await RunAsync(options, cancellationToken).ConfigureAwait(InSimulation);
    }
}
