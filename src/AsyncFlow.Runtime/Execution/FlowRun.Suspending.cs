using System.Runtime.CompilerServices;

namespace AsyncFlow.Execution;

// How a step waits for what it has returned. There is an overload for each awaiter of tasks, of which can be told whether they
// have completed; the compiler chooses them before the one for all others.
public abstract partial class FlowRun
{
    /// <summary>Ends a step with its task if that has completed, otherwise has it finished later.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="task">What the step returned.</param>
    /// <param name="awaiter">Where the awaiter is kept for <see cref="Finish"/>.</param>
    /// <returns>What <see cref="Start"/> is to return.</returns>
    /// <exception cref="InvalidOperationException">The task is null.</exception>
    protected internal bool Await(int step, Task? task, ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter)
    {
        var started = NotNull(step, task).ConfigureAwait(false).GetAwaiter();
        if (!started.IsCompleted)
        {
            awaiter = started;
            return Suspend(step, started);
        }

        started.GetResult();
        return true;
    }

    /// <inheritdoc cref="Await(int, Task, ref ConfiguredTaskAwaitable.ConfiguredTaskAwaiter)"/>
    protected internal bool Await(int step, ValueTask task, ref ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter)
    {
        var started = task.ConfigureAwait(false).GetAwaiter();
        if (!started.IsCompleted)
        {
            awaiter = started;
            return Suspend(step, started);
        }

        started.GetResult();
        return true;
    }

    /// <summary>
    /// Has the step finished when the awaiter completes. The awaiter must be stored before; nothing may be touched after.
    /// </summary>
    /// <param name="step">The step's index.</param>
    /// <param name="awaiter">The awaiter, which had not completed.</param>
    /// <returns>False, for <see cref="Start"/> to return.</returns>
    protected bool Suspend<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : ICriticalNotifyCompletion
    {
        awaiter.UnsafeOnCompleted(PrepareToSuspend(step));
        return false;
    }

    /// <inheritdoc cref="Suspend{TAwaiter}(int, TAwaiter)"/>
    protected bool Suspend(int step, ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter)
    {
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(PrepareToSuspend(step));
        return false;

        // By itself, since a method that has a lambda with its parameters in it allocates for it even if it does not get there.
        static Func<bool> IsOver(ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter) => () => awaiter.IsCompleted;
    }

    /// <inheritdoc cref="Suspend{TAwaiter}(int, TAwaiter)"/>
    protected bool Suspend<T>(int step, ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter)
    {
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(PrepareToSuspend(step));
        return false;

        // By itself, since a method that has a lambda with its parameters in it allocates for it even if it does not get there.
        static Func<bool> IsOver(ConfiguredTaskAwaitable<T>.ConfiguredTaskAwaiter awaiter) => () => awaiter.IsCompleted;
    }

    /// <inheritdoc cref="Suspend{TAwaiter}(int, TAwaiter)"/>
    protected internal bool Suspend(int step, ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter)
    {
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(PrepareToSuspend(step));
        return false;

        // By itself, since a method that has a lambda with its parameters in it allocates for it even if it does not get there.
        static Func<bool> IsOver(ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter) => () => awaiter.IsCompleted;
    }

    /// <inheritdoc cref="Suspend{TAwaiter}(int, TAwaiter)"/>
    protected internal bool Suspend<T>(int step, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter)
    {
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(PrepareToSuspend(step));
        return false;

        // By itself, since a method that has a lambda with its parameters in it allocates for it even if it does not get there.
        static Func<bool> IsOver(ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter) => () => awaiter.IsCompleted;
    }

    /// <summary><see cref="Suspend{TAwaiter}(int, TAwaiter)"/> for awaiters that have no <c>UnsafeOnCompleted</c>.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="awaiter">The awaiter, which had not completed.</param>
    /// <returns>False, for <see cref="Start"/> to return.</returns>
    protected bool SuspendFlowing<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : INotifyCompletion
    {
        awaiter.OnCompleted(PrepareToSuspend(step));
        return false;
    }

    // What the step needs to come back, and the run to bear other threads.
    private Action PrepareToSuspend(int step)
    {
        _phases[step] = StepPhase.Suspended;
        Share();
        return Continuation(step);
    }

    private Action Continuation(int step) => _continuations[step] ??= new StepContinuation(this, step).Resume;

    /// <summary>What an awaiter calls. On whatever thread and in whatever stack that is, it only schedules.</summary>
    private sealed class StepContinuation(FlowRun run, int step)
    {
        public void Resume() => run.Resume(step);
    }
}
