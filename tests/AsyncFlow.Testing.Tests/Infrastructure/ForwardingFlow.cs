namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Forwards every call to another flow.</summary>
internal class ForwardingFlow(IFlow flow) : IFlow
{
    public FlowPlan Plan => flow.Plan;

    public ValueTask ExecuteAsync(CancellationToken cancellationToken = default) => flow.ExecuteAsync(cancellationToken);

    public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) => flow.ExecuteAsync(options, cancellationToken);

    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken = default) => flow.RunAsync(cancellationToken);

    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) => flow.RunAsync(options, cancellationToken);
}
