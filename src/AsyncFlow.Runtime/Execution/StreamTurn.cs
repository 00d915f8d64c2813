using System.Diagnostics;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>One execution of a <see cref="StreamWorker"/>: how long it lasts, and how long it is alone. Used by one thread.</summary>
/// <param name="pace">What was learned about the stream's steps.</param>
internal struct StreamTurn(StreamPace pace)
{
    // 2 us: where steps take less than this for an element, two threads would wait for the gate more than they gain.
    private static readonly long s_tiny = Stopwatch.Frequency / 500_000;

    private const int UntimedSteps = 8;

    // A worker that is alone measures itself each time that it reaches the limit.
    private const int MostLimits = 10;

    private readonly long _began = pace.Begin();
    private QuantumClock _clock;
    private int _done;
    private int _doneAtLimit;
    private int _limits;

    /// <summary>The thread, for the watch; null if it is not watched.</summary>
    public WorkerWatch.Stretch? Watched { get; private set; }

    /// <summary>Whether the steps are so short that other threads are not worth while.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Is alone from now on, if the steps were short until now.</summary>
    /// <param name="worker">What the watch is to look at.</param>
    public void TryBeAlone(IWatched worker)
    {
        Watched = pace.IsShort ? WorkerWatch.TryBegin(worker) : null;
        IsAlone = Watched is not null;
    }

    /// <summary>A part of the stream has gone on. Whether the turn is over, and whether it is alone, may change.</summary>
    /// <returns>Whether the turn is over.</returns>
    public bool Count(IWatched worker)
    {
        // Many turns are short, and the first question always reads the clock.
        if (++_done < UntimedSteps || !_clock.Exceeds(IsAlone ? RunScheduler.AloneLimit : WorkerLoop.Quantum))
        {
            return false;
        }

        if (!IsAlone)
        {
            return true;
        }

        Watched!.End();
        IsAlone = RunScheduler.AloneLimit > 0 && (_done - _doneAtLimit) * s_tiny > RunScheduler.AloneLimit && WorkerWatch.TryBegin(worker) is not null;
        _doneAtLimit = _done;
        if (IsAlone)
        {
            _clock.Stop();
        }

        return ++_limits == MostLimits;
    }

    /// <summary>The turn is over, and its thread does not hold the gate.</summary>
    public readonly void End()
    {
        if (IsAlone)
        {
            Watched!.End();
        }

        if (_done > 0)
        {
            pace.End(_began, _done);
        }
    }
}

/// <summary>What the runs of a flow learn about the steps of its streams.</summary>
/// <remarks>Threads use it at the same time without synchronization, as they do <see cref="StepCostEstimate"/>.</remarks>
internal sealed class StreamPace
{
    private StepCostEstimate _cost;

    /// <inheritdoc cref="StepCostEstimate.IsShort"/>
    public bool IsShort => _cost.IsShort;

    /// <inheritdoc cref="StepCostEstimate.Begin"/>
    public long Begin() => _cost.Begin();

    /// <inheritdoc cref="StepCostEstimate.End"/>
    public void End(long began, int steps) => _cost.End(began, steps);
}
