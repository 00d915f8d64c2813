using AsyncFlow.Building.Steps;
using AsyncFlow.CompilerServices;

namespace AsyncFlow;

/// <summary>A flow built at run time.</summary>
internal sealed class BuiltFlow : IFlow
{
    private readonly RunPool<BuiltRun> _pool;

    public BuiltFlow(FlowPlan plan, StepTemplate[] steps) => _pool = new(plan, pool => new BuiltRun(pool, steps));

    public FlowPlan Plan => _pool.Plan;

    public ValueTask ExecuteAsync(CancellationToken cancellationToken) => _pool.Rent().ExecuteAsync(null, cancellationToken);

    public ValueTask ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => _pool.Rent().ExecuteAsync(options, cancellationToken);

    public ValueTask<FlowReport> RunAsync(CancellationToken cancellationToken) => _pool.Rent().RunAsync(null, cancellationToken);

    public ValueTask<FlowReport> RunAsync(FlowOptions? options, CancellationToken cancellationToken) => _pool.Rent().RunAsync(options, cancellationToken);

    public override string ToString() => Plan.Name;
}
