using System.ComponentModel;
using AsyncFlow.Hosting.Factories;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting;

/// <summary>What the constructor of a flow gets from a container. Meant for generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct FlowServices
{
    private readonly IServiceProvider _provider;
    private readonly string _flow;

    internal FlowServices(IServiceProvider provider, FlowPlan plan, object? key, FlowOptions? options)
    {
        _provider = provider;
        _flow = plan.Name;
        Key = key;
        Options = options;
    }

    /// <summary>How the flow runs unless its caller says otherwise; null for no options.</summary>
    public FlowOptions? Options { get; }

    /// <summary>The key under which the flow itself is registered; null for none.</summary>
    public object? Key { get; }

    /// <summary>A service that the flow needs.</summary>
    /// <exception cref="InvalidOperationException">The service is not registered.</exception>
    public T Get<T>() => _provider.GetService(typeof(T)) is T service
        ? service
        : throw new InvalidOperationException($"Flow '{_flow}' needs a service of type '{TypeName.Of(typeof(T))}', but none is registered. Register it, or give the parameter a default value.");

    /// <summary>A service that the flow can do without.</summary>
    /// <param name="fallback">What the flow gets if the service is not registered.</param>
    public T Get<T>(T fallback) => _provider.GetService(typeof(T)) is T service ? service : fallback;

    /// <summary>A service with a key.</summary>
    /// <param name="key">The key; null for a service without a key.</param>
    /// <exception cref="InvalidOperationException">The service is not registered under the key, or the container does not support keys.</exception>
    public T GetKeyed<T>(object? key) => Find<T>(key) is T service
        ? service
        : throw new InvalidOperationException($"Flow '{_flow}' needs a service of type '{TypeName.Of(typeof(T))}' with the key '{key}', but none is registered under this key. Register it, or give the parameter a default value.");

    /// <summary>A service with a key that the flow can do without.</summary>
    /// <param name="key">The key; null for a service without a key.</param>
    /// <param name="fallback">What the flow gets if the service is not registered under the key.</param>
    public T GetKeyed<T>(object? key, T fallback) => Find<T>(key) is T service ? service : fallback;

    /// <summary>The key of the flow itself, for a parameter with <see cref="ServiceKeyAttribute"/>.</summary>
    /// <exception cref="InvalidOperationException">The flow is registered without a key, or under one of another type.</exception>
    public T GetKey<T>() => Key is T key
        ? key
        : throw new InvalidOperationException($"Flow '{_flow}' takes its key as '{TypeName.Of(typeof(T))}', but {(Key is null ? "it is registered without one" : $"it is registered under '{Key}'")}. Register it with AddKeyedFlow under such a key.");

    /// <summary>The exception for a flow whose class has no constructor that a container can call.</summary>
    /// <param name="problem">Why it has none.</param>
    public InvalidOperationException CannotCreate(string problem) => new($"A container cannot create flow '{_flow}': {problem}.");

    /// <summary>The options of a run: those of the call, and for each that the call leaves open that of the configuration.</summary>
    /// <param name="configured">The options that the flow was created with.</param>
    /// <param name="given">The options of the call.</param>
    public static FlowOptions? Combine(FlowOptions? configured, FlowOptions? given) => (configured, given) switch
    {
        (null, _) => given,
        (_, null) => configured,
        _ => given with
        {
            MaxConcurrency = given.MaxConcurrency ?? configured.MaxConcurrency,
            FailureMode = given.FailureMode ?? configured.FailureMode,
            ThrowAll = given.ThrowAll || configured.ThrowAll,

            // A run within a step of another run has the clock and the observers of that one.
            TimeProvider = given.TimeProvider ?? (given.Enclosing is null ? configured.TimeProvider : null),
            Observer = given.Enclosing is null ? FlowObserver.Combine(given.Observer, configured.Observer) : given.Observer,
        },
    };

    private object? Find<T>(object? key) => key is null ? _provider.GetService(typeof(T))
        : _provider is IKeyedServiceProvider keyed ? keyed.GetKeyedService(typeof(T), key)
        : throw new InvalidOperationException($"Flow '{_flow}' needs a service with the key '{key}', but this container does not support keys.");
}
