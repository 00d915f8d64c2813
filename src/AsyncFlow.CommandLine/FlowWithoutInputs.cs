namespace AsyncFlow.CommandLine;

/// <summary>A flow that takes no inputs.</summary>
internal sealed class FlowWithoutInputs(IFlow flow) : ICommandLineFlow
{
    public FlowPlan Plan => flow.Plan;

    public IReadOnlyList<FlowInput> Inputs => [];

    public ValueTask<FlowReport> RunAsync(FlowInputValues values, FlowOptions? options, CancellationToken cancellationToken) => flow.RunAsync(options, cancellationToken);
}
