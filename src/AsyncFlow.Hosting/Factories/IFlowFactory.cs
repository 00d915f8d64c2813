using System.ComponentModel;

namespace AsyncFlow.Hosting;

/// <summary>
/// Creates a flow with the services of a container. In a project that references this package, the compiler implements it for every
/// <see cref="FlowAttribute">[Flow]</see> class that is not static, with direct calls and no reflection.
/// </summary>
/// <typeparam name="TFlow">The flow itself.</typeparam>
public interface IFlowFactory<TFlow> where TFlow : class, IFlowFactory<TFlow>
{
    /// <summary>The steps of the flow and how they depend on each other.</summary>
    static abstract FlowPlan Plan { get; }

    /// <summary>
    /// The interface by which others run the flow: <see cref="IFlow"/>, <see cref="IFlow{TResult}"/> or <see cref="IFlow{TInput, TResult}"/>; null for a
    /// flow that implements none of them.
    /// </summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract Type? ServiceType { get; }

    /// <summary>Creates the flow. Its required services come from the container.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The flow.</returns>
    /// <exception cref="InvalidOperationException">A service is not registered, or the class has no constructor that a container can call.</exception>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract TFlow Create(in FlowServices services);
}
