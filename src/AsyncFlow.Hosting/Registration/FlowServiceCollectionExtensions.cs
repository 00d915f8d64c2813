using AsyncFlow;
using AsyncFlow.Hosting;
using AsyncFlow.Hosting.Configuration;
using AsyncFlow.Hosting.Health;
using AsyncFlow.Hosting.Lifetime;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds flows to a container and to a host.</summary>
public static class FlowServiceCollectionExtensions
{
    private const string HealthCheckName = "flows";

    /// <summary>
    /// Adds a flow: the class itself, and the interfaces by which others run it: <see cref="IFlow"/>, <see cref="IFlow{TResult}"/> or
    /// <see cref="IFlow{TInput, TResult}"/>. The parameters of its constructor and its required members come from the container.
    /// </summary>
    /// <remarks>
    /// The configuration can set options of its runs: <c>Flows:Checkout:MaxConcurrency</c>, <c>FailureMode</c> and <c>ThrowAll</c> for a flow
    /// <c>Checkout</c>. What a call gives precedes the configuration, and the configuration precedes the attribute <see cref="FlowAttribute">[Flow]</see>.
    /// </remarks>
    /// <typeparam name="TFlow">The flow: a <see cref="FlowAttribute">[Flow]</see> class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="lifetime">How long the container keeps a flow; by default as long as the scope, for example the request.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFlow<TFlow>(this IServiceCollection services, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TFlow : class, IFlowFactory<TFlow>
    {
        ArgumentNullException.ThrowIfNull(services);
        AddSettings(services).AddSingleton(static _ => new FlowRegistration(TFlow.Plan));
        services.Add(new ServiceDescriptor(typeof(TFlow), static provider => Create<TFlow>(provider, key: null), lifetime));
        foreach (Type service in Interfaces<TFlow>())
        {
            services.Add(new ServiceDescriptor(service, static provider => provider.GetRequiredService<TFlow>(), lifetime));
        }

        return services;
    }

    /// <summary>Adds a flow under a key. See <see cref="AddFlow"/>.</summary>
    /// <typeparam name="TFlow">The flow: a <see cref="FlowAttribute">[Flow]</see> class.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key. Parameters with <see cref="ServiceKeyAttribute"/> get it.</param>
    /// <param name="lifetime">How long the container keeps a flow; by default as long as the scope, for example the request.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedFlow<TFlow>(this IServiceCollection services, object? serviceKey, ServiceLifetime lifetime = ServiceLifetime.Scoped)
        where TFlow : class, IFlowFactory<TFlow>
    {
        ArgumentNullException.ThrowIfNull(services);
        AddSettings(services).AddSingleton(static _ => new FlowRegistration(TFlow.Plan));
        services.Add(new ServiceDescriptor(typeof(TFlow), serviceKey, static (provider, key) => Create<TFlow>(provider, key), lifetime));
        foreach (Type service in Interfaces<TFlow>())
        {
            services.Add(new ServiceDescriptor(service, serviceKey, static (provider, key) => provider.GetRequiredKeyedService<TFlow>(key), lifetime));
        }

        return services;
    }

    /// <summary>
    /// Runs a flow before the services of the host start, such as its server. If the flow fails, the host does not start: starting it throws a
    /// <see cref="HostedFlowException"/> that names the step. The flow has a scope of its own.
    /// </summary>
    /// <remarks>Several flows run one after the other, in the order in which they were added.</remarks>
    /// <typeparam name="TFlow">The flow: a <see cref="FlowAttribute">[Flow]</see> class without inputs.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStartupFlow<TFlow>(this IServiceCollection services)
        where TFlow : class, IFlow, IFlowFactory<TFlow>
    {
        ArgumentNullException.ThrowIfNull(services);
        return AddSettings(services).AddHostedService(static provider => new StartupFlow<TFlow>(provider));
    }

    /// <summary>
    /// Runs a flow when the services of the host have stopped. It has the time that the host has to stop (<c>HostOptions.ShutdownTimeout</c>): then
    /// the names of steps that are late are logged, their token is cancelled, and the host goes on.
    /// </summary>
    /// <remarks>Several flows run one after the other, the last one that was added first.</remarks>
    /// <typeparam name="TFlow">The flow: a <see cref="FlowAttribute">[Flow]</see> class without inputs.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddShutdownFlow<TFlow>(this IServiceCollection services)
        where TFlow : class, IFlow, IFlowFactory<TFlow>
    {
        ArgumentNullException.ThrowIfNull(services);
        return AddSettings(services).AddHostedService(static provider => new ShutdownFlow<TFlow>(provider));
    }

    /// <summary>
    /// Runs the steps of a flow before the services of the host start, as <see cref="AddStartupFlow"/> does, and when those have stopped, stops each step by
    /// its <see cref="StopsAttribute">[Stops]</see> method: a step is stopped after all steps that depend on it. If a step fails to start, what had started
    /// is stopped in the same way.
    /// </summary>
    /// <remarks>
    /// The methods have the time that the host has to stop, as in <see cref="AddShutdownFlow"/>; after a failed start they have 30 seconds. A method that
    /// fails does not keep the others from being called.
    /// </remarks>
    /// <typeparam name="TFlow">The flow: a <see cref="FlowAttribute">[Flow]</see> class without inputs that has <see cref="StopsAttribute">[Stops]</see> methods.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    /// <example>
    /// <code>
    /// [Flow]
    /// public partial class Services
    /// {
    ///     [Step] private Task&lt;Db&gt; StartDb(CancellationToken ct) => …;
    ///     [Step] private Task&lt;Queue&gt; StartQueue(Db db, CancellationToken ct) => …;
    ///     [Stops(nameof(StartDb))] private Task StopDb(Db db) => …;               // after StopQueue
    ///     [Stops(nameof(StartQueue))] private Task StopQueue(Queue queue, CancellationToken ct) => …;
    /// }
    /// </code>
    /// </example>
    public static IServiceCollection AddLifetimeFlow<TFlow>(this IServiceCollection services)
        where TFlow : class, IFlow, IFlowFactory<TFlow>, ILifetimeFlow
    {
        ArgumentNullException.ThrowIfNull(services);
        return AddSettings(services).AddHostedService(static provider => new LifetimeFlow<TFlow>(provider));
    }

    /// <summary>
    /// Adds a health check named <c>flows</c> with the tag <c>ready</c>: it is healthy when all flows that the host runs have started, and says otherwise which
    /// steps are running and what has failed.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>A builder, to add further checks.</returns>
    public static IHealthChecksBuilder AddFlowHealthChecks(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddHealthChecks().Add(new HealthCheckRegistration(HealthCheckName, static provider => new FlowHealthCheck(provider), failureStatus: null, tags: ["ready"]));
    }

    private static TFlow Create<TFlow>(IServiceProvider provider, object? key)
        where TFlow : class, IFlowFactory<TFlow> =>
        TFlow.Create(new FlowServices(provider, TFlow.Plan, key, provider.GetRequiredService<ConfiguredOptions>().OptionsOf(TFlow.Plan)));

    private static IEnumerable<Type> Interfaces<TFlow>()
        where TFlow : class, IFlowFactory<TFlow> =>
        TFlow.ServiceType is not { } service ? []
        : service != typeof(IFlow) && service.IsAssignableTo(typeof(IFlow)) ? [service, typeof(IFlow)]
        : [service];

    private static IServiceCollection AddSettings(IServiceCollection services)
    {
        services.TryAddSingleton(static provider => new ConfiguredOptions(provider));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ConfigurationCheck>(static provider =>
            new ConfigurationCheck(provider.GetRequiredService<ConfiguredOptions>(), provider.GetServices<FlowRegistration>())));
        return services;
    }
}
