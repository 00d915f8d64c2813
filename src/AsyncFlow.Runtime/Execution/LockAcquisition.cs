using AsyncFlow.CompilerServices;
using AsyncFlow.Locks;
using AsyncFlow.Plan;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>Acquires the locks of steps, and waits for them without blocking a thread. Made for flows that have locks.</summary>
internal sealed class LockAcquisition(
    StepLocks locks, FlowSteps steps, RunSettings settings, RunScheduler scheduler, RunCancellation cancellation, PendingAwaits awaits, StepPhase[] phases)
{
    private readonly PlanLayout _layout = settings.Plan.Layout;

    /// <summary>Takes the locks of a step that has just become ready.</summary>
    /// <returns>False if it waits for one; the caller no longer owns it then.</returns>
    public bool TryTake(int step)
    {
        // A lock's own code neither sees what the last step changed nor returns to a context.
        FlowingContexts.Restore(scheduler.Context, null);
        try
        {
            settings.Recorder?.WaitsForLocks(step);
            int count = _layout.LockStart[step + 1] - _layout.LockStart[step];
            for (int i = 0; i < count; i++)
            {
                locks.Add(step, i, steps.GetLock(step, i));
            }

            return TryContinue(step);
        }
        catch (Exception exception)
        {
            // The step fails with it when it is executed next.
            locks.Fail(step, exception);
            phases[step] = StepPhase.HoldsLocks;
            return true;
        }
    }

    /// <summary>Takes the locks that a step does not hold yet.</summary>
    /// <returns>False if it waits for one; the caller no longer owns it then.</returns>
    public bool TryContinue(int step)
    {
        while (!locks.TryAcquire(step))
        {
            phases[step] = StepPhase.AwaitsLock;
            settings.Recorder?.WaitsForLock(step, locks.DescribeNext(step), locks.DescribeHeld(step));
            bool isSimulated = scheduler.Host.Host.SchedulesSteps;
            if (!locks.BeginWait(step, HeldAround(), isSimulated, cancellation.Token))
            {
                scheduler.Progress.Publish();
                if (isSimulated)
                {
                    scheduler.Host.NotifyWaiting(step, locks.IsWaitOver(step));
                }

                locks.OnWaitEnded(step, awaits.ContinuationOf(step));
                return false;
            }
        }

        phases[step] = StepPhase.HoldsLocks;
        settings.Recorder?.HoldsLocks(step, locks.DescribeHeld(step));
        return true;
    }

    // The locks that steps around this run hold; null if there is no such step.
    private List<HeldLock>? HeldAround()
    {
        List<HeldLock>? held = settings.Parent is null ? null : [];
        settings.Parent?.AddHeldLocks(settings.FromParent.Version, held!);
        return held;
    }
}
