namespace AsyncFlow.Scheduling;

/// <summary>Undoes what a step changed in the contexts of the thread on which it ran.</summary>
internal static class FlowingContexts
{
    /// <summary>Restores both contexts, so that a step's changes are not seen by others.</summary>
    /// <param name="context">The execution context; null leaves it as it is, since its flow was suppressed.</param>
    /// <param name="synchronizationContext">The synchronization context.</param>
    public static void Restore(ExecutionContext? context, SynchronizationContext? synchronizationContext)
    {
        if (context is not null && ExecutionContext.Capture() != context)
        {
            ExecutionContext.Restore(context);
        }

        if (SynchronizationContext.Current != synchronizationContext)
        {
            SynchronizationContext.SetSynchronizationContext(synchronizationContext);
        }
    }
}
