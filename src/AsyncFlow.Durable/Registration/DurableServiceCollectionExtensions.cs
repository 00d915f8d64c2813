using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Durable.Health;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds durable flows to a container.</summary>
public static class DurableServiceCollectionExtensions
{
    /// <summary>Adds <see cref="IFlowClient"/>, which starts durable runs. An engine runs them: call for example <c>UseOrleans</c> on what is returned.</summary>
    /// <param name="services">The services.</param>
    /// <returns>What flows and the engine are added to.</returns>
    /// <example>
    /// <code>
    /// services.AddAsyncFlow()
    ///     .AddFlow&lt;Nightly&gt;(AppJson.Default)
    ///     .UseOrleans(o => o.Embedded("flows.db"));
    /// </code>
    /// </example>
    public static AsyncFlowBuilder AddAsyncFlow(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<FlowRegistry>();
        services.TryAddSingleton<IFlowClient, FlowClient>();
        return new AsyncFlowBuilder(services);
    }

    /// <summary>
    /// Adds a health check named <c>durable-flows</c> with the tag <c>ready</c>: it is healthy when the store of the runs can be read, and degraded while runs are
    /// parked, since no process has the version of their flow.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder, to add further checks.</returns>
    public static IHealthChecksBuilder AddAsyncFlowHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddHealthChecks().Add(new HealthCheckRegistration(
            "durable-flows", static provider => new DurableHealthCheck(provider.GetRequiredService<IFlowClient>()), failureStatus: null, tags: ["ready"]));
    }
}
