using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

// The beginning of a run, on its caller's thread. Part of this class, which is larger than others for it: an object between these loops and
// what they do for every step would cost short runs more than anything else in them.
internal sealed partial class StepLifecycle
{
    // How many steps the caller has ended in the order of the plan without counting down their successors; -1 if those are counted. The
    // caller's alone, until the run is published.
    private int _uncounted = -1;

    // What is ready beside the step that the caller executes in order, once counting has started.
    private int _others;

    // The locks of the step that a straight line has started. Null until there was one.
    private List<(int Index, object Lock)>? _heldByLine;

    /// <inheritdoc/>
    /// <remarks>
    /// The whole of most short runs is spent in this loop, so it calls nothing that they do not need. Not inlined: within a caller's async
    /// method its variables would be kept on the stack instead of in registers. The context is read before the loop, in the same method,
    /// so that the compiler looks the thread up once and not twice for each step.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override int ExecuteAll(int first, SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        ExecutionContext? context = _scheduler.Context;
        StepLinks links = _scheduler.Host.Links;
        int count = 0;
        int step = first;
        while (step >= 0)
        {
            int next = links.NextOf(step);
            FlowingContexts.Restore(context, synchronizationContext);
            StepEnd end = Advance(step);
            if (end != StepEnd.NotYet)
            {
                count++;
                next = _counters.ReleaseSuccessors(step, end, next);
            }

            step = next;
            if (step >= 0 && links.NextOf(step) >= 0 && clock.Exceeds(RunScheduler.AloneLimit))
            {
                break;
            }
        }

        FlowingContexts.Restore(context, own);
        ended = count;
        return step;
    }

    /// <inheritdoc/>
    /// <remarks>As <see cref="ExecuteAll"/> otherwise.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public override int ExecuteInOrder(SynchronizationContext? synchronizationContext, ref QuantumClock clock, out int ended, out bool tookLong)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        ExecutionContext? context = _scheduler.Context;
        int[] order = _layout.CallerOrder.Steps;
        bool[] othersWait = _layout.CallerOrder.OthersWait;
        int first = -1;
        int count = 0;
        tookLong = false;
        while (count < order.Length)
        {
            int step = order[count];
            FlowingContexts.Restore(context, synchronizationContext);
            _uncounted = count;
            StepEnd end = Advance(step);
            if (end != StepEnd.Succeeded || _uncounted < 0)
            {
                StartCounting();
                first = Leave(step, end, _others, ref count);
                break;
            }

            bool wait = othersWait[count++];
            if (wait && clock.Exceeds(RunScheduler.AloneLimit))
            {
                first = Replay(_scheduler.LinkRoots(), count);
                tookLong = true;
                break;
            }
        }

        _uncounted = -1;
        FlowingContexts.Restore(context, own);
        ended = count;
        return first;
    }

    /// <inheritdoc/>
    public override void StartCounting()
    {
        if (_uncounted >= 0)
        {
            // Read now: when the step that suspends is another thread's, so is its link.
            _others = _scheduler.Host.Links.NextOf(Replay(_scheduler.LinkRoots(), _uncounted));
            _uncounted = -1;
        }
    }

    /// <summary>Counts the first steps of a run as ended, in the order in which its caller executes them. They have succeeded.</summary>
    /// <param name="first">The first of the steps that wait for no other.</param>
    /// <param name="ended">How many steps have ended.</param>
    /// <returns>The first of the steps that are ready now.</returns>
    public int Replay(int first, int ended)
    {
        StepLinks links = _scheduler.Host.Links;
        int step = first;
        for (; ended > 0; ended--)
        {
            step = _counters.ReleaseSuccessors(step, StepEnd.Succeeded, links.NextOf(step));
        }

        return step;
    }

    /// <summary>Notes a lock that a straight line holds for the step that it has started.</summary>
    /// <param name="index">The lock's place among those of the step.</param>
    /// <param name="held">The lock.</param>
    public void Hold(int index, object held) => (_heldByLine ??= []).Add((index, held));

    /// <summary>Goes on with the step that a straight line has started.</summary>
    /// <param name="step">The step, the first of a chain of ready ones.</param>
    /// <param name="stop">Why the line was left.</param>
    /// <param name="task">What the step returned, if it is a task.</param>
    /// <param name="exception">What the step has thrown.</param>
    /// <param name="ended">Raised by one if the step has ended.</param>
    /// <returns>The first of the steps that are ready now; -1 for none.</returns>
    public int Adopt(int step, LineStop stop, ValueTask task, Exception? exception, ref int ended)
    {
        int others = _scheduler.Host.Links.NextOf(step);
        return Leave(step, Adopt(step, stop, task, exception), others, ref ended);
    }

    /// <summary>Whether a straight line has left the next step as it was.</summary>
    /// <param name="step">The step.</param>
    /// <param name="stop">Why the line was left. An exception of a step that holds no locks is one of the code that names them.</param>
    public bool IsUntouched(int step, LineStop stop) =>
        stop is LineStop.BeforeStep or LineStop.TookLong || (stop == LineStop.OnException && _layout.HasLocks(step) && _heldByLine is not { Count: > 0 });

    private StepEnd Adopt(int step, LineStop stop, ValueTask task, Exception? exception)
    {
        _phases[step] = StepPhase.Runs;
        if (_heldByLine is { Count: > 0 } held)
        {
            foreach ((int index, object heldLock) in held)
            {
                _locks!.Hold(step, index, heldLock);
            }

            held.Clear();
        }

        try
        {
            switch (stop)
            {
                case LineStop.OnException:
                    return EndByException(step, exception!);
                case LineStop.OnTask when !_awaits.Adopt(step, task):
                case LineStop.OnAwaiter when !_steps.Adopt(step):
                    return StepEnd.NotYet;
                case LineStop.OnTask or LineStop.OnAwaiter:
                    _steps.Finish(step);
                    break;
            }

            return End(step, StepStatus.Succeeded, null);
        }
        catch (Exception thrown)
        {
            return EndByException(step, thrown);
        }
    }
}
