using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// A worker of one run: takes ready steps from a queue until none is left. Made once for a pooled run and executed by any number of threads
/// at the same time.
/// </summary>
/// <param name="scheduler">The run's scheduler.</param>
/// <param name="queue">Where the steps wait.</param>
internal sealed class WorkerLoop(RunScheduler scheduler, WorkerQueue queue) : FlowWorker, IWatched
{
    /// <summary>A worker that has been busy for this long goes back to the host's queue, so that a long run starves no other work: 10 ms.</summary>
    public static readonly long Quantum = Stopwatch.Frequency / 100;

    // What it has learned about the duration of the flow's steps outlives the run.
    private StepCostEstimate _cost;

    /// <inheritdoc/>
    public override void Execute()
    {
        queue.Ready.WorkerStarted();
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        long began = _cost.Begin();
        int ended = 0;
        int executed = Drain(scheduler.Context ?? ownContext, ref ended);
        FlowingContexts.Restore(ownContext, ownSynchronizationContext);
        _cost.End(began, executed);
        scheduler.Progress.LeaveWorker(ended);
    }

    /// <inheritdoc/>
    public void Help()
    {
        if (!queue.Ready.IsEmpty)
        {
            scheduler.Host.RequestWorker(queue);
        }
    }

    // Returns how many steps were executed.
    private int Drain(ExecutionContext? context, ref int ended)
    {
        ReadyStack<NoProbe> ready = queue.Ready;
        StepExecutor steps = scheduler.Steps;
        SynchronizationContext? synchronizationContext = queue.IsSynchronous ? null : scheduler.Host.Host.SynchronizationContext;
        InlinePolicy policy = queue.IsSynchronous ? InlinePolicy.OneSynchronous
            : scheduler.Host.SeparatesSynchronousSteps ? InlinePolicy.OneAsynchronous
            : InlinePolicy.One;
        WorkSharing sharing = new(scheduler.Host, queue, this, alone: _cost.IsShort && scheduler.AllStepsAreAsync);
        QuantumClock clock = default;
        int executed = 0;
        while (ready.TryPop(out int step, out bool more))
        {
            if (more)
            {
                sharing.StepsWait();
            }

            while (step >= 0)
            {
                FlowingContexts.Restore(context, synchronizationContext);
                executed++;
                int first = steps.Execute(step, others: -1, ref ended);
                step = scheduler.IsPlain ? KeepFirst(first, ref sharing) : scheduler.Dispatch(first, policy, kept: -1);
                if ((step >= 0 || !ready.IsEmpty) && clock.Exceeds(sharing.IsAlone ? RunScheduler.AloneLimit : Quantum))
                {
                    if (!sharing.IsAlone)
                    {
                        Yield(step);
                        return executed;
                    }

                    sharing.Share();
                }
            }
        }

        sharing.End();
        return executed;
    }

    // In a plain run any thread may take any step at once.
    private int KeepFirst(int first, ref WorkSharing sharing)
    {
        int others = first < 0 ? -1 : scheduler.Host.Links.NextOf(first);
        if (others >= 0)
        {
            queue.Ready.Push(others, scheduler.Host.Links.LastOf(others));
            sharing.StepsWait();
        }

        return first;
    }

    // The steps that have waited go first; otherwise they would wait until the end of one long chain.
    private void Yield(int step)
    {
        if (step >= 0)
        {
            queue.Ready.PushLast(step);
        }

        scheduler.Host.RequestWorker(queue);
    }
}
