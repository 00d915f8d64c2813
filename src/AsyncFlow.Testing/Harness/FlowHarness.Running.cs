using AsyncFlow.Execution;
using AsyncFlow.Testing.Harness;

namespace AsyncFlow.Testing;

// The harness as a flow.
public sealed partial class FlowHarness
{
    /// <inheritdoc/>
    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(null, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A replaced step was given a result of the wrong type.</exception>
    public async ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default)
    {
        FlowReport report = await RunAsync(options, cancellationToken).ConfigureAwait(false);
        try
        {
            report.ThrowIfFailed();
        }
        catch (OperationCanceledException exception)
            when (report.Status == FlowStatus.Canceled && cancellationToken.IsCancellationRequested && exception.CancellationToken != cancellationToken)
        {
            // The run had a token of its own, for CancelAt, but its caller cancelled it.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(null, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A replaced step was given a result of the wrong type.</exception>
    public async ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default)
    {
        // A run that no step cancels has its caller's own token, which its OperationCanceledException then carries.
        using CancellationTokenSource? ownSource = _plans.Any(static plan => plan is { Cancels: true })
            ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken)
            : null;
        HarnessRun run = new(_flow, options ?? new FlowOptions(), [.. _plans], ownSource);
        _lastRun = run;
        FlowReport report = await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        if (report.Failures.OfType<ReplacementException>().FirstOrDefault() is { } mistake)
        {
            // A mistake in the test is not an outcome of the run.
            throw new InvalidOperationException(mistake.Message, mistake);
        }

        return report;
    }

    /// <summary>Runs a flow that has an output.</summary>
    /// <typeparam name="T">The type of the output.</typeparam>
    /// <param name="options">How to run; null, or a null property, is the flow's own choice.</param>
    /// <param name="cancellationToken">Once cancelled, no further step starts and running steps see it.</param>
    /// <returns>The report, with the output.</returns>
    /// <exception cref="InvalidOperationException">The flow has no output of that type, or a replaced step was given a result of the wrong type.</exception>
    public async ValueTask<FlowReport<T>> RunAsync<T>(FlowOptions? options = null, CancellationToken cancellationToken = default) =>
        await RunAsync(options, cancellationToken).ConfigureAwait(false) as FlowReport<T>
        ?? throw new InvalidOperationException($"Flow '{Plan.Name}' has no output of type '{typeof(T)}'.");
}
