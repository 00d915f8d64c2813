using AsyncFlow.Execution;

namespace AsyncFlow.Testing;

// The harness as a flow.
public sealed partial class FlowHarness
{
    /// <inheritdoc/>
    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        (await RunAsync(options, cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    /// <inheritdoc/>
    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A replaced step was given a result of a wrong type.</exception>
    public async ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource caller = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        options ??= new FlowOptions();
        EventLog log = new();
        _log = log;
        SimulationHost? simulation = options.Host as SimulationHost;
        if (simulation is not null)
        {
            simulation.StepContinuing += log.OnStepContinuing;
        }

        try
        {
            HarnessInterceptor interceptor = new([.. _plans], caller.Cancel);
            FlowReport report = await _flow.RunAsync(options with { Observer = FlowObserver.Combine(log, options.Observer), Interceptor = interceptor }, caller.Token).ConfigureAwait(false);
            if (report.Failures.OfType<ReplacementException>().FirstOrDefault() is { } mistake)
            {
                // A mistake in the test is no outcome of the run.
                throw new InvalidOperationException(mistake.Message, mistake);
            }

            return report;
        }
        finally
        {
            if (simulation is not null)
            {
                simulation.StepContinuing -= log.OnStepContinuing;
            }
        }
    }

    /// <summary>Runs a flow that has an output.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <exception cref="InvalidOperationException">The flow has no output of that type, or a replaced step was given a result of a wrong type.</exception>
    public async ValueTask<FlowReport<T>> RunAsync<T>(FlowOptions? options = null, CancellationToken cancellationToken = default) =>
        await RunAsync(options, cancellationToken).ConfigureAwait(false) as FlowReport<T>
        ?? throw new InvalidOperationException($"Flow '{Plan.Name}' has no output of type '{typeof(T)}'.");
}
