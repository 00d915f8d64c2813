namespace AsyncFlow.Testing;

/// <summary>Something that waits for the simulation's thread.</summary>
/// <param name="Choice">What it is.</param>
/// <param name="RunId">The run that it is part of; 0 for none.</param>
/// <param name="Context">The synchronization context that it finds.</param>
/// <param name="Callback">What is called with the state; null if the state is work that executes itself.</param>
/// <param name="State">The state or the work.</param>
internal sealed record WorkItem(Choice Choice, long RunId, SynchronizationContext? Context, SendOrPostCallback? Callback, object? State)
{
    public void Execute()
    {
        if (Callback is null)
        {
            ((FlowWorker)State!).Execute();
        }
        else
        {
            Callback(State);
        }
    }
}
