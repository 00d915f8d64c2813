using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// Disposes an element with which the last step has ended, and those that it was made from. Until that is done the slot of that step is taken, so
/// that there are never more elements than the stream has room for.
/// </summary>
/// <param name="scheduler">That of the step's run.</param>
/// <param name="element">The element.</param>
/// <param name="owner">The owner of the slot.</param>
internal sealed class ElementDisposal(RunScheduler scheduler, OwnedElement element, IDisposalOwner owner) : FlowWorker, IWakeable
{
    private int _slot;

    /// <inheritdoc/>
    /// <remarks>The code of the user does not run on the stack of whatever ended the step.</remarks>
    public void Wake(int slot)
    {
        _slot = slot;
        scheduler.Host.Schedule(this);
    }

    /// <inheritdoc/>
    public override void Execute()
    {
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        FlowingContexts.Restore(scheduler.Context ?? ownContext, scheduler.Host.Host.SynchronizationContext);
        _ = DisposeAsync();
        FlowingContexts.Restore(ownContext, ownSynchronizationContext);
    }

    private async Task DisposeAsync()
    {
        for (OwnedElement? next = element; next is not null; next = owner.EndDisposal(_slot, next))
        {
            await next.DisposeAsync().ConfigureAwait(true);
        }
    }
}

/// <summary>Has elements disposed.</summary>
internal interface IDisposalOwner
{
    /// <summary>An element has been disposed.</summary>
    /// <param name="slot">The slot that is taken until all is done.</param>
    /// <param name="element">The element.</param>
    /// <returns>The one that is to be disposed next; null for none.</returns>
    OwnedElement? EndDisposal(int slot, OwnedElement element);
}
