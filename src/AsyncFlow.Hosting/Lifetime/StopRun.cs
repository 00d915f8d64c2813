using AsyncFlow.CompilerServices;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>Calls the methods that stop what a flow has started, as steps of a run. So they are seen by observers and limited like all other steps.</summary>
internal sealed class StopRun : FlowRun
{
    private readonly ILifetimeFlow _flow;
    private readonly StopPlan _plan;

    private StopRun(RunPool<StopRun> pool, ILifetimeFlow flow, StopPlan plan)
        : base(pool)
    {
        _flow = flow;
        _plan = plan;
    }

    /// <summary>Calls the methods.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="plan">The methods.</param>
    /// <param name="options">How to run them.</param>
    /// <param name="cancellationToken">Cancelled when the time to stop is over.</param>
    public static ValueTask<FlowReport> RunAsync(ILifetimeFlow flow, StopPlan plan, FlowOptions options, CancellationToken cancellationToken)
    {
        RunPool<StopRun> pool = new(plan.Plan, pool => new StopRun(pool, flow, plan));
        return pool.Rent().RunAsync(options, cancellationToken);
    }

    /// <inheritdoc/>
    protected internal override bool Start(int step) => Await(step, _flow.StopAsync(_plan.StepOf(step), Token));

    /// <inheritdoc/>
    protected internal override void Clear() { }
}
