using System.Text.Json.Serialization;
using AsyncFlow.CompilerServices;
using AsyncFlow.Durable.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Durable;

/// <summary>Adds durable flows, and the engine that runs them, to a container.</summary>
public sealed class AsyncFlowBuilder
{
    internal AsyncFlowBuilder(IServiceCollection services) => Services = services;

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Adds a flow. What its constructor takes comes from the container of the process that executes a step, in a scope for that step.</summary>
    /// <typeparam name="TFlow">The flow: a class with <see cref="FlowAttribute">[Flow]</see> and <see cref="DurableAttribute">[Durable]</see>.</typeparam>
    /// <param name="json">Writes the inputs and results, without reflection. It has a <c>[JsonSerializable]</c> for each of their types.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="ArgumentException">The context lacks a type; the message names it.</exception>
    public AsyncFlowBuilder AddFlow<TFlow>(JsonSerializerContext json) where TFlow : class, IDurableFlow<TFlow>
    {
        ArgumentNullException.ThrowIfNull(json);
        FlowRegistration registration = new(TFlow.Durable, json);
        registration.Check(nameof(json));
        Services.AddSingleton(registration);
        return this;
    }
}
