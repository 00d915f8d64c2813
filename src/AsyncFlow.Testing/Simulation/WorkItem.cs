namespace AsyncFlow.Testing.Simulation;

/// <summary>A delegate or a work object of the engine that waits to be executed.</summary>
/// <param name="Operation">What it does.</param>
/// <param name="RunId">The identifier of the run that it belongs to; 0 for none.</param>
/// <param name="Context">The synchronization context of the code.</param>
/// <param name="Callback">Called with <paramref name="State"/>; null if that is a work object.</param>
/// <param name="State">The callback's argument, or the work object.</param>
internal sealed record WorkItem(Operation Operation, long RunId, SynchronizationContext? Context, SendOrPostCallback? Callback, object? State) : ISimulatedWork
{
    /// <summary>Whether this continues code of a step after an <c>await</c>.</summary>
    public bool ContinuesStep => Callback is not null && Operation.Step is not null;

    /// <inheritdoc/>
    public void Execute()
    {
        if (Callback is null)
        {
            ((IThreadPoolWorkItem)State!).Execute();
        }
        else
        {
            Callback(State);
        }
    }
}
