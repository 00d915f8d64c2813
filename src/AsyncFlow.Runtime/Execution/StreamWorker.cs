using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// Brings the elements of one stream through all its steps, on the thread pool: goes on with a part of the stream that can, the one nearest to the
/// end first, until none can. Executed by any number of threads at the same time. It is also the gate that guards the stream.
/// </summary>
/// <remarks>
/// Without it each element would be a work item of its own for each step. Where the steps are short, one thread does it all, and no thread waits for
/// the gate. Runs that need more than the thread pool (another host, locks, a limit) go on by their own workers.
/// <para>
/// No wake-up is lost: whether a part can go on changes only while the gate is held, and who changes it requests a worker before it releases the
/// gate, unless a requested one has not begun or a lone one has not left; these look at all parts while they hold the gate.
/// </para>
/// </remarks>
/// <param name="pace">What was learned about the steps.</param>
internal sealed class StreamWorker(StreamPace pace) : FlowWorker, IWakeable, IWatched
{
    // 1 while a thread holds the gate. It is held for some ten instructions at a time, in which no code but the engine's runs.
    private int _isHeld;

    // The rest is guarded by the gate. The parts are in the order in which they began: those nearer to the end of the stream are last.
    private readonly List<StreamPart> _parts = [];
    private bool _isAsync = true;

    // From a request until the worker has begun.
    private bool _isRequested;

    // While a worker looks at all parts before it releases the gate.
    private bool _looks;

    // The thread of the worker that is alone: what can go on waits for it. Null if there is none.
    private WorkerWatch.Stretch? _lone;

    /// <summary>Takes the gate, which the caller does not hold, until the result is disposed.</summary>
    public Held Enter()
    {
        if (Interlocked.CompareExchange(ref _isHeld, 1, 0) != 0)
        {
            EnterContended();
        }

        return new Held(this);
    }

    /// <summary>Whether a part of the stream goes on here.</summary>
    public bool IsUsed => _parts.Count > 0;

    /// <summary>Has a part of the stream go on here. Called while the gate is held.</summary>
    /// <param name="part">The part.</param>
    /// <param name="isAsync">Whether no synchronous step runs in it.</param>
    public void Join(StreamPart part, bool isAsync)
    {
        _parts.Add(part);
        _isAsync &= isAsync;
    }

    /// <summary>Has the source of the stream go on here, when no other part can. Called while the gate is held.</summary>
    public void JoinSource(StreamPart source) => _parts.Insert(0, source);

    /// <summary>Whether a worker must be requested if a part can go on: none looks at the parts before the gate is released.</summary>
    public bool IsIdle => !_isRequested && !_looks && _lone is null;

    /// <summary>A part can go on. Called while the gate is held.</summary>
    public void Request(ref StreamWakeups wakeups)
    {
        if (IsIdle)
        {
            _isRequested = true;
            wakeups.Add(this, 0);
        }
    }

    /// <inheritdoc/>
    public void Wake(int slot) => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <inheritdoc/>
    public void Help()
    {
        StreamWakeups wakeups = default;
        using (Enter())
        {
            if (FindPart() is not null)
            {
                _lone = null;
                Request(ref wakeups);
            }
        }

        wakeups.Run();
    }

    /// <inheritdoc/>
    public override void Execute()
    {
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        StreamTurn turn = new(pace);
        Work(ref turn, ownContext);
        FlowingContexts.Restore(ownContext, ownSynchronizationContext);
        turn.End();
    }

    private void EnterContended()
    {
        SpinWait spin = default;
        do
        {
            spin.SpinOnce();
        }
        while (Volatile.Read(ref _isHeld) != 0 || Interlocked.CompareExchange(ref _isHeld, 1, 0) != 0);
    }

    private void Work(ref StreamTurn turn, ExecutionContext? context)
    {
        if (Volatile.Read(ref _isAsync))
        {
            // Not while the gate is held: the watch holds its own lock when it takes the gate.
            turn.TryBeAlone(this);
        }

        StreamWakeups wakeups = default;
        StreamPart? part;
        int work;
        using (Enter())
        {
            _isRequested = false;
            _lone ??= turn.Watched;
            part = Take(turn, out work, ref wakeups);
        }

        wakeups.Run();
        while (part is not null)
        {
            bool hasEnded = part.GoOn(work, context, out bool hasSucceeded);
            bool isOver = turn.Count(this);
            wakeups = default;
            using (Enter())
            {
                if (hasEnded)
                {
                    _looks = true;
                    part.Leave(work, hasSucceeded, ref wakeups);
                    _looks = false;
                }

                if (isOver)
                {
                    part = null;
                    Leave(turn, ref wakeups);
                }
                else
                {
                    part = Take(turn, out work, ref wakeups);
                }
            }

            wakeups.Run();
        }
    }

    // What the turn goes on with; null for nothing, so that it ends.
    private StreamPart? Take(in StreamTurn turn, out int work, ref StreamWakeups wakeups)
    {
        StreamPart? part = FindPart();
        work = part?.Take() ?? 0;
        if (part is null || !turn.IsAlone || _lone != turn.Watched)
        {
            Leave(turn, ref wakeups);
        }

        return part;
    }

    // What can go on is for any worker.
    private void Leave(in StreamTurn turn, ref StreamWakeups wakeups)
    {
        if (_lone == turn.Watched)
        {
            _lone = null;
        }

        if (FindPart() is not null)
        {
            Request(ref wakeups);
        }
    }

    private StreamPart? FindPart()
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
        {
            if (_parts[i].CanGoOn)
            {
                return _parts[i];
            }
        }

        return null;
    }

    /// <summary>Holds the gate.</summary>
    public readonly ref struct Held(StreamWorker worker)
    {
        /// <summary>Releases the gate.</summary>
        public void Dispose() => Volatile.Write(ref worker._isHeld, 0);
    }
}

/// <summary>A part of a stream with which the stream's worker goes on.</summary>
internal abstract class StreamPart
{
    /// <summary>Whether there is something to do. Read while the gate is held.</summary>
    public abstract bool CanGoOn { get; }

    /// <summary>Takes what is to be done. Called while the gate is held, if the part can go on.</summary>
    public abstract int Take();

    /// <summary>Does it. Called while the gate is not held.</summary>
    /// <param name="work">What was taken.</param>
    /// <param name="context">The thread's own execution context, for a run that has none.</param>
    /// <param name="hasSucceeded">Whether there is a result.</param>
    /// <returns>Whether <see cref="Leave"/> is to be called; otherwise the caller owns it no longer.</returns>
    public abstract bool GoOn(int work, ExecutionContext? context, out bool hasSucceeded);

    /// <summary>What was taken has ended. Called while the gate is held.</summary>
    public virtual void Leave(int work, bool hasSucceeded, ref StreamWakeups wakeups) { }
}
