namespace AsyncFlow.Scheduling;

/// <summary>
/// The beginning of a run, on its caller. Until a step suspends or a synchronous one is met, the run belongs to its caller alone: counters
/// are plain, and no other thread knows the run.
/// </summary>
/// <param name="scheduler">The run's scheduler.</param>
internal sealed class CallerLoop(RunScheduler scheduler)
{
    // What it has learned about the duration of the flow's steps outlives the run.
    private QuantumClock _clock;

    /// <summary>Runs the steps of a run from the beginning, as far as the caller may.</summary>
    /// <param name="mayStartSteps">Whether asynchronous steps may start on this thread.</param>
    /// <returns>How many steps have ended that are not counted yet.</returns>
    public int Begin(bool mayStartSteps)
    {
        if (!mayStartSteps || !scheduler.RunsInOrder)
        {
            return Continue(scheduler.LinkRoots(), mayStartSteps);
        }

        int first = scheduler.Steps.ExecuteInOrder(scheduler.Host.Host.SynchronizationContext, ref _clock, out int ended, out bool tookLong);
        return ended + Continue(first, mayStartSteps: !tookLong);
    }

    /// <summary>Runs steps that are ready, and those that they release, as far as the caller may.</summary>
    /// <param name="first">The first of the steps that are ready; -1 for none.</param>
    /// <param name="mayStartSteps">Whether asynchronous steps may start on this thread.</param>
    /// <returns>How many steps have ended that are not counted yet.</returns>
    public int Continue(int first, bool mayStartSteps)
    {
        int ended = 0;
        if (first >= 0)
        {
            SynchronizationContext? steps = mayStartSteps ? scheduler.Host.Host.SynchronizationContext : null;
            ended = mayStartSteps && scheduler.IsPlain && scheduler.AllStepsAreAsync
                ? RunAll(first, steps)
                : RunKept(first, mayStartSteps ? InlinePolicy.AllAsynchronous : InlinePolicy.None, steps);
        }

        _clock.Stop();
        return ended;
    }

    // The caller runs every step that becomes ready.
    private int RunAll(int first, SynchronizationContext? synchronizationContext)
    {
        int rest = scheduler.Steps.ExecuteAll(first, synchronizationContext, ref _clock, out int ended);
        scheduler.Dispatch(rest, InlinePolicy.None, kept: -1);
        return ended;
    }

    // Ready steps go to different places: some to workers, some to the caller.
    private int RunKept(int first, InlinePolicy policy, SynchronizationContext? synchronizationContext)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
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

        FlowingContexts.Restore(context, own);
        return ended;
    }
}
