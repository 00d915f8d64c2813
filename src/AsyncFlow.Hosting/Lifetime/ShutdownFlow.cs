using AsyncFlow.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>A flow that runs when the services of the host have stopped.</summary>
internal sealed class ShutdownFlow<TFlow>(IServiceProvider services) : HostedFlow(services, TFlow.Plan, "Shutdown flow")
    where TFlow : class, IFlow, IFlowFactory<TFlow>
{
    /// <inheritdoc/>
    public override bool IsReadyBefore => true;

    /// <inheritdoc/>
    protected override Task OnStopAsync(CancellationToken cancellationToken)
    {
        Logger.Starting(Purpose, Plan.Name);
        return RunStopAsync(Purpose, async () =>
        {
            (TFlow flow, AsyncServiceScope scope) = await CreateAsync<TFlow>().ConfigureAwait(false);
            return await RunInTimeAsync(token => flow.RunAsync(Options(), token), scope, cancellationToken).ConfigureAwait(false);
        });
    }
}
