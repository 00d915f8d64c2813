using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

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
}
