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

    /// <summary>Runs steps as far as the caller may.</summary>
    /// <param name="first">The first of the steps that are ready; -1 for none.</param>
    /// <param name="mayStartSteps">Whether asynchronous steps may start on this thread.</param>
    /// <param name="isBeginning">Whether no step of the run has ended.</param>
    /// <returns>How many steps have ended that are not counted yet.</returns>
    public int Run(int first, bool mayStartSteps, bool isBeginning)
    {
        SynchronizationContext? steps = mayStartSteps ? scheduler.Host.Host.SynchronizationContext : null;
        int ended = mayStartSteps && scheduler.IsPlain && scheduler.AllStepsAreAsync
            ? RunAll(first, isBeginning && scheduler.RunsInOrder, steps)
            : RunKept(first, mayStartSteps ? InlinePolicy.AllAsynchronous : InlinePolicy.None, steps);
        _clock.Stop();
        return ended;
    }

    // The caller runs every step that becomes ready.
    private int RunAll(int first, bool inOrder, SynchronizationContext? synchronizationContext)
    {
        int ended = 0;
        bool tookLong = false;
        if (inOrder)
        {
            first = scheduler.Steps.ExecuteInOrder(synchronizationContext, ref _clock, out ended, out tookLong);
        }

        if (first >= 0 && !tookLong)
        {
            first = scheduler.Steps.ExecuteAll(first, synchronizationContext, ref _clock, out int more);
            ended += more;
        }

        scheduler.Dispatch(first, InlinePolicy.None, kept: -1);
        return ended;
    }

    // Ready steps have to be brought where they belong: some to workers, some to the caller.
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
