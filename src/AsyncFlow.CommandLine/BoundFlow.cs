namespace AsyncFlow.CommandLine;

/// <summary>A flow whose inputs have the values of a command line.</summary>
internal sealed class BoundFlow(ICommandLineFlow flow, FlowInputValues values) : IFlow
{
    public FlowPlan Plan => flow.Plan;

    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(options: null, cancellationToken);

    public async ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        (await RunAsync(options, cancellationToken).ConfigureAwait(false)).ThrowIfFailed();

    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => RunAsync(options: null, cancellationToken);

    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) => flow.RunAsync(values, options, cancellationToken);
}
