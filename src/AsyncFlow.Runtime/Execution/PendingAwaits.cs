using System.Runtime.CompilerServices;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>How steps wait for what they returned. A step's entries belong to the thread that owns it.</summary>
internal sealed class PendingAwaits(RunScheduler scheduler, StepPhase[] phases)
{
    // What suspended steps wait for, of those that returned a Task or a ValueTask without a result.
    private PerStep<ValueTask> _awaited = new(phases.Length);

    // For each step that has ever suspended, the object that resumes it. Made once for a pooled run.
    private readonly Action?[] _continuations = new Action?[phases.Length];

    /// <summary>Whether the continuation of an awaiter is one that only resumes or ends a step, so that no user code runs in it.</summary>
    public static bool IsOfEngine(object? continuation) => continuation is Action { Target: StepContinuation };

    /// <summary>Finishes a step when its task completes. The caller no longer owns the step.</summary>
    public void Suspend(int step, ValueTask task)
    {
        _awaited[step] = task;
        if (scheduler.Host.Host.SchedulesSteps)
        {
            scheduler.Host.NotifyWaiting(step, IsOver(task));
        }

        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(Prepare(step, StepPhase.AwaitsTask));

        // A method of its own: a method with a lambda that captures its parameters allocates even if it does not get there.
        static Func<bool> IsOver(ValueTask task) => () => task.IsCompleted;
    }

    /// <summary>Finishes a step whose task came from a straight line.</summary>
    /// <returns>True if the task has completed, so that the caller still owns the step.</returns>
    public bool Adopt(int step, ValueTask task)
    {
        if (!task.IsCompleted)
        {
            Suspend(step, task);
            return false;
        }

        _awaited[step] = task;
        return true;
    }

    /// <summary>Finishes a step when the awaiter of its task, which the caller has stored, completes.</summary>
    public void Suspend<T>(int step, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter)
    {
        if (scheduler.Host.Host.SchedulesSteps)
        {
            scheduler.Host.NotifyWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(Prepare(step, StepPhase.AwaitsTask));

        static Func<bool> IsOver(ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter) => () => awaiter.IsCompleted;
    }

    /// <summary>Finishes a step when an awaiter, which the caller has stored, completes.</summary>
    public void SuspendCustom<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : ICriticalNotifyCompletion =>
        awaiter.UnsafeOnCompleted(Prepare(step, StepPhase.AwaitsOther));

    /// <summary><see cref="SuspendCustom{TAwaiter}"/> for awaiters that have no <c>UnsafeOnCompleted</c>.</summary>
    public void SuspendFlowing<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : INotifyCompletion =>
        awaiter.OnCompleted(Prepare(step, StepPhase.AwaitsOther));

    /// <summary>Takes the task that a suspended step waited for.</summary>
    public ValueTask Take(int step) => _awaited.Take(step);

    /// <summary>Resumes a step.</summary>
    public Action ContinuationOf(int step) => _continuations[step] ??= new StepContinuation(this, step).Continue;

    private void Continue(int step)
    {
        if (CanCompleteInPlace(step))
        {
            scheduler.CompleteInPlace(step);
        }
        else
        {
            scheduler.Resume(step);
        }
    }

    // Prepares the step to be resumed, and the run for other threads.
    private Action Prepare(int step, StepPhase phase)
    {
        phases[step] = phase;
        scheduler.Progress.Publish();
        return ContinuationOf(step);
    }

    // Whether ending a step that has suspended is bookkeeping alone, in which no code but the engine's runs: then the thread that completed
    // what it waited for may do it. Nested runs end on each other's stacks.
    private bool CanCompleteInPlace(int step) => phases[step] == StepPhase.AwaitsTask && scheduler.IsPlain && !scheduler.Progress.NeedsChecks
        && scheduler.Host.Host == FlowHost.ThreadPool && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>
    /// What an awaiter calls, on any thread and any stack. No step starts in here, and no awaiter of the run continues:
    /// at most the step that waited ends; what then is ready is scheduled.
    /// </summary>
    private sealed class StepContinuation(PendingAwaits awaits, int step)
    {
        public void Continue() => awaits.Continue(step);
    }
}
