using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>A flow that runs before the services of the host start. If it fails, the host does not start.</summary>
internal sealed class StartupFlow<TFlow>(IServiceProvider services) : HostedFlow(services, TFlow.Plan, "Start-up flow")
    where TFlow : class, IFlow, IFlowFactory<TFlow>
{
    /// <inheritdoc/>
    protected override Task OnStartAsync(CancellationToken cancellationToken) => RunStartAsync(
        async () =>
        {
            (TFlow flow, AsyncServiceScope scope) = await CreateAsync<TFlow>().ConfigureAwait(false);
            await using (scope.ConfigureAwait(false))
            {
                return await flow.RunAsync(Options(), cancellationToken).ConfigureAwait(false);
            }
        },
        cancellationToken);
}
