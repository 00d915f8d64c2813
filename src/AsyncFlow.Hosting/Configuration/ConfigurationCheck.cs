using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Hosting.Configuration;

/// <summary>Reads the configuration of all flows when the host starts, so that a mistake in it is found then and not by the first request.</summary>
internal sealed class ConfigurationCheck(ConfiguredOptions options, IEnumerable<FlowRegistration> flows) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (FlowRegistration flow in flows)
        {
            options.OptionsOf(flow.Plan);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
