using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans;
using AsyncFlow.Orleans.Driving;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Grains;
using AsyncFlow.Orleans.Hosting;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Placement;
using Orleans.Serialization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Has Orleans run durable flows.</summary>
public static class OrleansAsyncFlowBuilderExtensions
{
    /// <summary>Runs durable flows on Microsoft Orleans, whose silo is part of this process and starts with its host.</summary>
    /// <param name="builder">The flows.</param>
    /// <param name="configure">Chooses where runs are stored.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="InvalidOperationException">No store was chosen.</exception>
    /// <example><code>services.AddAsyncFlow().AddFlow&lt;Nightly&gt;(AppJson.Default).UseOrleans(o => o.Embedded("flows.db"));</code></example>
    public static AsyncFlowBuilder UseOrleans(this AsyncFlowBuilder builder, Action<OrleansFlowOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        OrleansFlowOptions options = new();
        configure(options);
        if (options.AddStore is null)
        {
            throw new InvalidOperationException("Say where runs are stored, for example UseOrleans(o => o.Embedded(\"flows.db\")) or UseOrleans(o => o.UsePostgres(connectionString)).");
        }

        IServiceCollection services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        options.AddStore(services);
        services.AddSingleton(options.Limits);

        // A commit of a step checks and releases its locks, so both are in one database.
        services.AddSingleton(static provider => (ILockStore)provider.GetRequiredService<IRunStore>());
        services.AddSingleton<LockServices>();
        services.AddSingleton<LockedSteps>();
        services.AddSingleton<StepExecutor>();
        services.AddSingleton<RunServices>();
        services.AddSingleton<Waiting>();
        services.AddSingleton<IFlowEngine, OrleansFlowEngine>();
        services.AddSingleton<AnnouncedFlows>();

        // Hosted services start in this order, and stop in the reverse one.
        services.AddHostedService<StoreOpener>();
        services.AddOrleans(silo =>
        {
            if (options.IsCluster)
            {
                ClusterSilo.Configure(silo, options);
            }
            else
            {
                silo.UseLocalhostClustering(serviceId: "AsyncFlow", clusterId: "AsyncFlow");
            }

            silo.Services.AddPlacementFilter<NeedsFlowStrategy, NeedsFlowDirector>(ServiceLifetime.Singleton);
            silo.Services.AddSerializer(static serializer => serializer.AddAssembly(typeof(OrleansFlowEngine).Assembly));
        });
        if (!options.IsCluster)
        {
            NoConnections.ReplaceListeners(services);
        }

        services.AddHostedService<RunWaker>();
        return builder;
    }
}
