using System.Runtime.CompilerServices;
using AsyncFlow.Execution;

namespace AsyncFlow.CompilerServices;

// How a step waits for what it has returned.
public abstract partial class FlowRun
{
    // What suspended steps wait for, of those that returned a Task or a ValueTask without a result; another step's entry is empty.
    // An entry belongs to whoever has its step in hand. Null until a step suspends so.
    private ValueTask[]? _awaited;

    /// <summary>Ends a step with its task if that has completed, otherwise has it finished later.</summary>
    /// <param name="step">The step's index.</param>
    /// <param name="task">What the step returned.</param>
    /// <returns>What <see cref="Start"/> is to return.</returns>
    /// <exception cref="InvalidOperationException">The task is null.</exception>
    protected internal bool Await(int step, Task? task)
    {
        Task started = NotNull(step, task);
        if (!started.IsCompleted)
        {
            return Suspend(step, new ValueTask(started));
        }

        started.GetAwaiter().GetResult();
        return true;
    }

    /// <inheritdoc cref="Await(int, Task)"/>
    /// <param name="step">The step's index.</param>
    /// <param name="task">What the step returned.</param>
    /// <param name="result">Where the result goes, if the task has completed; otherwise <see cref="Awaited{T}(int)"/> gives it to <see cref="Finish"/>.</param>
    protected bool Await<T>(int step, Task<T>? task, ref T result)
    {
        Task<T> started = NotNull(step, task);
        if (!started.IsCompleted)
        {
            return Suspend(step, new ValueTask(started));
        }

        result = started.GetAwaiter().GetResult();
        return true;
    }

    /// <inheritdoc cref="Await(int, Task)"/>
    protected internal bool Await(int step, ValueTask task)
    {
        if (!task.IsCompleted)
        {
            return Suspend(step, task);
        }

        task.GetAwaiter().GetResult();
        return true;
    }

    /// <inheritdoc cref="Await(int, Task)"/>
    /// <param name="step">The step's index.</param>
    /// <param name="task">What the step returned.</param>
    /// <param name="awaiter">Where the awaiter is kept for <see cref="Finish"/>.</param>
    /// <param name="result">Where the result goes, if the task has completed.</param>
    protected bool Await<T>(int step, ValueTask<T> task, ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter, ref T result)
    {
        if (!task.IsCompleted)
        {
            awaiter = task.ConfigureAwait(false).GetAwaiter();
            return Suspend(step, awaiter);
        }

        result = task.GetAwaiter().GetResult();
        return true;
    }

    /// <summary>What a step gave whose <see cref="Task{T}"/> had not completed at once.</summary>
    /// <param name="step">The index of the step, which is to be finished.</param>
    protected T Awaited<T>(int step) => ((Task<T>)TakeAwaited(step).AsTask()).GetAwaiter().GetResult();

    /// <summary>What a step gave whose <see cref="ValueTask{T}"/> had not completed at once.</summary>
    /// <param name="awaiter">Where its awaiter was kept. It is let go first: it may throw, and the run is used again.</param>
    protected internal static T Awaited<T>(ref ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter)
    {
        ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter ended = awaiter;
        awaiter = default;
        return ended.GetResult();
    }

    /// <summary>Finishes a step whose task without a result had not completed at once.</summary>
#pragma warning disable CA2012 // It has completed, or the step would not be finished; and its result is taken once.
    internal void FinishAwaited(int step) => TakeAwaited(step).GetAwaiter().GetResult();
#pragma warning restore CA2012

    /// <summary>
    /// Has the step finished when the awaiter completes. The awaiter must be stored before; nothing may be touched after.
    /// </summary>
    /// <param name="step">The step's index.</param>
    /// <param name="awaiter">The awaiter, which had not completed.</param>
    /// <returns>False, for <see cref="Start"/> to return.</returns>
    protected bool Suspend<TAwaiter>(int step, TAwaiter awaiter) where TAwaiter : ICriticalNotifyCompletion
    {
        awaiter.UnsafeOnCompleted(PrepareToSuspend(step, StepPhase.AwaitsOther));
        return false;
    }

    /// <inheritdoc cref="Suspend{TAwaiter}(int, TAwaiter)"/>
    protected internal bool Suspend<T>(int step, ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter)
    {
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(awaiter));
        }

        awaiter.UnsafeOnCompleted(PrepareToSuspend(step, StepPhase.AwaitsTask));
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
        awaiter.OnCompleted(PrepareToSuspend(step, StepPhase.AwaitsOther));
        return false;
    }

    private bool Suspend(int step, ValueTask task)
    {
        KeepAwaited(step, task);
        if (_host.SchedulesSteps)
        {
            TellWaiting(step, IsOver(task));
        }

        task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(PrepareToSuspend(step, StepPhase.AwaitsTask));
        return false;

        static Func<bool> IsOver(ValueTask task) => () => task.IsCompleted;
    }

    private void KeepAwaited(int step, ValueTask task)
    {
        // Steps may get here at the same time.
        if (Volatile.Read(ref _awaited) is null)
        {
            Interlocked.CompareExchange(ref _awaited, new ValueTask[_layout.Count], null);
        }

        _awaited![step] = task;
    }

    // It is let go first, since it may throw, and the run is used again.
    private ValueTask TakeAwaited(int step)
    {
        ValueTask task = _awaited![step];
        _awaited[step] = default;
        return task;
    }

    // What the step needs to come back, and the run to bear other threads.
    private Action PrepareToSuspend(int step, StepPhase phase)
    {
        _phases[step] = phase;
        Share();
        return Continuation(step);
    }

    private Action Continuation(int step) => _continuations[step] ??= new StepContinuation(this, step).Continue;

    // Whether to end a step that has suspended is book-keeping alone, in which no code but the engine's runs: then whoever completed what
    // it waited for may do it. Runs within each other's steps end one in the stack of the other.
    private bool EndsInPlace(int step) => _phases[step] == StepPhase.AwaitsTask && _isPlain && !_needsCare
        && _host == FlowHost.ThreadPool && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    // By a thread that has the step in hand and no reference: as long as the step is not counted as ended, the run lives.
    private void EndInPlace(int step)
    {
        StepEnd end = Advance(step);
        int first = UnlockSuccessors(step, end, -1);
        if (first >= 0)
        {
            PassOn(_lane, first, LastOf(first));
        }

        if (Interlocked.Decrement(ref _remaining) == 0 && TrySettle())
        {
            Complete(mayContinueHere: false);
        }
    }

    /// <summary>
    /// What an awaiter calls. On whatever thread and in whatever stack that is, no step starts and nobody who waits for the run goes on:
    /// at most the step that waited ends; what then is ready is scheduled.
    /// </summary>
    private sealed class StepContinuation(FlowRun run, int step)
    {
        public void Continue()
        {
            if (run.EndsInPlace(step))
            {
                run.EndInPlace(step);
            }
            else
            {
                run.Resume(step);
            }
        }
    }
}
