namespace AsyncFlow.Scheduling;

/// <summary>
/// The beginning of a run, on its caller. Until a step suspends or a synchronous one is met, the run belongs to its caller alone: counters
/// are plain, and no other thread knows the run.
/// </summary>
/// <param name="scheduler">The run's scheduler.</param>
internal sealed class CallerLoop(RunScheduler scheduler)
{
    // What was learned about the duration of the flow's steps outlives the run.
    private QuantumClock _clock;

    /// <summary>Runs the steps as far as the caller may.</summary>
    /// <param name="mayStartSteps">Whether asynchronous steps may start on this thread.</param>
    /// <returns>How many steps have ended that are not counted yet.</returns>
    public int Run(bool mayStartSteps)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        SynchronizationContext? steps = mayStartSteps ? scheduler.Host.Host.SynchronizationContext : null;
        int first = scheduler.LinkRoots();
        int ended = mayStartSteps && scheduler.IsPlain && scheduler.AllStepsAreAsync
            ? RunAll(first, steps)
            : RunKept(first, mayStartSteps ? InlinePolicy.AllAsynchronous : InlinePolicy.None, steps);
        _clock.Stop();
        FlowingContexts.Restore(scheduler.Context, own);
        return ended;
    }

    // The caller runs every step that becomes ready. Most short runs are like this, so the loop has nothing that they do not need.
    private int RunAll(int step, SynchronizationContext? synchronizationContext)
    {
        ExecutionContext? context = scheduler.Context;
        StepExecutor executor = scheduler.Steps;
        StepLinks links = scheduler.Host.Links;
        int ended = 0;
        while (step >= 0)
        {
            int next = links.NextOf(step);
            FlowingContexts.Restore(context, synchronizationContext);
            step = executor.Execute(step, next, ref ended);
            if (step >= 0 && links.NextOf(step) >= 0 && _clock.Exceeds(RunScheduler.AloneLimit))
            {
                scheduler.Dispatch(step, InlinePolicy.None, kept: -1);
                break;
            }
        }

        return ended;
    }

    // Ready steps have to be brought where they belong: some to workers, some to the caller.
    private int RunKept(int first, InlinePolicy policy, SynchronizationContext? synchronizationContext)
    {
        ExecutionContext? context = scheduler.Context;
        StepExecutor executor = scheduler.Steps;
        StepLinks links = scheduler.Host.Links;
        FlowingContexts.Restore(context, synchronizationContext);
        int step = scheduler.Dispatch(first, policy, kept: -1);
        int ended = 0;
        while (step >= 0)
        {
            int next = links.NextOf(step);
            FlowingContexts.Restore(context, synchronizationContext);
            step = scheduler.Dispatch(executor.Execute(step, others: -1, ref ended), policy, kept: next);
            if (step >= 0 && links.NextOf(step) >= 0 && _clock.Exceeds(RunScheduler.AloneLimit))
            {
                // Steps whose locks the caller would have taken one after the other take them now; the others hold theirs.
                scheduler.Dispatch(step, InlinePolicy.None, kept: -1);
                break;
            }
        }

        return ended;
    }
}
