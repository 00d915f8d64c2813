namespace AsyncFlow.Scheduling;

/// <summary>One ready step, for a host that takes each by itself to choose which goes first.</summary>
internal sealed class SingleStep(RunScheduler scheduler, int step) : FlowWorker
{
    public override bool OnlyCompletes => scheduler.Steps.OnlyCompletes(step);

    public override void Execute()
    {
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        FlowingContexts.Restore(scheduler.Context ?? ownContext, scheduler.Host.Host.SynchronizationContext);
        int ended = 0;
        int first = scheduler.Steps.Execute(step, others: -1, ref ended);
        scheduler.Dispatch(first, InlinePolicy.None, kept: -1);
        FlowingContexts.Restore(ownContext, ownSynchronizationContext);
        scheduler.Progress.LeaveWorker(ended);
    }
}
