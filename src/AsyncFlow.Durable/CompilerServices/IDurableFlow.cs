using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// A flow that an engine can take apart. In a project that references the package AsyncFlow.Durable, the compiler implements it for every
/// <see cref="FlowAttribute">[Flow]</see> class that is <see cref="DurableAttribute">[Durable]</see>.
/// </summary>
/// <typeparam name="TFlow">The flow itself.</typeparam>
public interface IDurableFlow<TFlow> where TFlow : class, IDurableFlow<TFlow>
{
    /// <summary>How the steps of the flow are executed one by one.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    static abstract DurableFlow Durable { get; }
}
