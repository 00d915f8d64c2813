namespace AsyncFlow.Testing;

/// <summary>
/// The one thread of a simulation: a work item of the thread pool that is there as long as there is something to do. It does
/// first what is no choice, then what the chooser chooses, and when nothing else is left it moves time to the next timer.
/// </summary>
/// <param name="chooser">Decides what happens next. Only asked by the pump.</param>
internal sealed class Pump(IChooser chooser) : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static Pump? s_current;

    private readonly object _gate = new();

    // All guarded by _gate, which is never held while code that is not ours runs.

    // What the chooser chooses from.
    private readonly List<WorkItem> _choices = [];

    // What is no choice, since nobody could tell in which order it was done.
    private readonly List<WorkItem> _chores = [];

    // Steps that wait, and whether their wait is over. An entry lives from StepWaiting until the step comes back as an item.
    private readonly Dictionary<(long RunId, int Step), Func<bool>> _waiting = [];

    // The runs in the order in which they first had something to do, and how many items each of their steps has had.
    private readonly Dictionary<long, int> _runs = [];
    private readonly Dictionary<(int Run, int Step), int> _counts = [];

    private readonly TimerQueue _timers = new();

    // Runs and other asynchronous operations that have not ended. Time stands still while there is none, or a timer that
    // nobody disposes would keep the pump busy for ever.
    private int _operations;

    // Callers on other threads that are just beginning a run. The pump does nothing until they have said all that is ready, or
    // what is chosen would depend on their speed.
    private int _holds;

    // From when a pump is asked of the thread pool until that one has seen, under the gate, that there is nothing to do: so
    // there is at most one, and whatever comes after it has gone asks for the next.
    private bool _isPumping;

    // Written and read by the pumping thread alone.
    private SynchronizationContext? _context;

    /// <summary>Whether the current thread is the one that pumps.</summary>
    public bool IsCurrent => s_current == this;

    /// <summary>On the pumping thread, the context of what it executes.</summary>
    public SynchronizationContext? Context => IsCurrent ? _context : null;

    /// <summary>Called by the pump with what a work item threw.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>Called by the pump before it continues a step's code.</summary>
    public Action<StepInfo, long>? Continuing { get; init; }

    public long Now
    {
        get
        {
            lock (_gate)
            {
                return _timers.Now;
            }
        }
    }

    /// <summary>Adds something whose time the chooser chooses: a step's start, or with a callback code that continues.</summary>
    public void AddChoice(StepInfo? step, long runId, SynchronizationContext context, SendOrPostCallback? callback, object? state) =>
        Add(_choices, step, runId, context, callback, state);

    /// <summary>Adds something that is done at once.</summary>
    public void AddChore(StepInfo? step, long runId, FlowWorker work) => Add(_chores, step, runId, null, null, work);

    /// <summary>A step begins to wait.</summary>
    public void AddWaiting(StepInfo step, long runId, Func<bool> isOver)
    {
        lock (_gate)
        {
            _waiting.Add((runId, step.Index), isOver);
        }
    }

    /// <summary>The pump does nothing until <see cref="Release"/>, unless the current thread is its own.</summary>
    public void Hold() => Change(holds: IsCurrent ? 0 : 1);

    /// <summary>Ends what <see cref="Hold"/> began on the same thread.</summary>
    public void Release() => Change(holds: IsCurrent ? 0 : -1);

    public void OperationStarted() => Change(operations: 1);

    public void OperationEnded() => Change(operations: -1);

    public TimerEntry CreateTimer(TimerCallback callback, object? state)
    {
        lock (_gate)
        {
            return _timers.Create(callback, state);
        }
    }

    /// <summary>Sets a timer; false if it is disposed.</summary>
    public bool ChangeTimer(TimerEntry timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (timer.IsDisposed)
            {
                return false;
            }

            _timers.Change(timer, dueTime, period);
            Wake();
            return true;
        }
    }

    public void DisposeTimer(TimerEntry timer)
    {
        lock (_gate)
        {
            timer.IsDisposed = true;
            _timers.Remove(timer);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        ExecutionContext? own = ExecutionContext.Capture();
        s_current = this;
        while (TryTake(out WorkItem? item, out TimerEntry? timer))
        {
            // A timer's callback finds no context, so that what it continues and what wants none runs in here, not elsewhere.
            _context = item?.Context;
            SynchronizationContext.SetSynchronizationContext(_context);
            try
            {
                item?.Execute();
                timer?.Fire();
            }
            catch (Exception exception)
            {
                Failed?.Invoke(exception);
            }

            // Nothing that one item sets is seen by the next.
            if (own is not null)
            {
                ExecutionContext.Restore(own);
            }
        }

        SynchronizationContext.SetSynchronizationContext(null);
    }

    // Exactly one of item and timer, or false: the pump ends.
    private bool TryTake(out WorkItem? item, out TimerEntry? timer)
    {
        (item, timer) = (null, null);
        while (true)
        {
            (long, int)? waited = FindWaitThatIsOver();
            WorkItem[] choices;
            lock (_gate)
            {
                if (waited is { } arrived && !_waiting.ContainsKey(arrived))
                {
                    continue;
                }

                // What is on its way through the thread pool belongs here, and asks for the pump when it arrives.
                if (_holds > 0 || waited is not null)
                {
                    return Stop();
                }

                if (_chores.MinBy(static chore => chore.Choice) is { } chore)
                {
                    _chores.Remove(chore);
                    item = chore;
                    return true;
                }

                if (_choices.Count == 0)
                {
                    timer = _operations > 0 ? _timers.TakeNext() : null;
                    return timer is not null || Stop();
                }

                _choices.Sort(static (left, right) => left.Choice.CompareTo(right.Choice));
                choices = [.. _choices];
            }

            item = Choose(choices);
            return true;
        }
    }

    private WorkItem Choose(WorkItem[] choices)
    {
        WorkItem chosen = choices[chooser.Choose(Array.ConvertAll(choices, static item => item.Choice))];
        lock (_gate)
        {
            // Others may have come in between; only the pump takes.
            _choices.Remove(chosen);
        }

        if (chosen.Callback is not null && chosen.Choice.Step is { } step)
        {
            Continuing?.Invoke(step, chosen.RunId);
        }

        return chosen;
    }

    private (long RunId, int Step)? FindWaitThatIsOver()
    {
        KeyValuePair<(long, int), Func<bool>>[] waiting;
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            waiting = [.. _waiting];
        }

        foreach (KeyValuePair<(long, int), Func<bool>> wait in waiting)
        {
            if (wait.Value())
            {
                return wait.Key;
            }
        }

        return null;
    }

    private void Add(List<WorkItem> items, StepInfo? step, long runId, SynchronizationContext? context, SendOrPostCallback? callback, object? state)
    {
        lock (_gate)
        {
            if (callback is null && step is not null)
            {
                // Together with what follows, so that the step is never in neither place.
                _waiting.Remove((runId, step.Index));
            }

            items.Add(new WorkItem(Number(step, runId), runId, context, callback, state));
            Wake();
        }
    }

    // Under _gate.
    private Choice Number(StepInfo? step, long runId)
    {
        int run = -1;
        if (step is not null && !_runs.TryGetValue(runId, out run))
        {
            run = _runs.Count;
            _runs.Add(runId, run);
        }

        (int, int) key = (run, step?.Index ?? -1);
        int number = _counts.GetValueOrDefault(key);
        _counts[key] = number + 1;
        return new Choice(run, step, number);
    }

    private void Change(int holds = 0, int operations = 0)
    {
        lock (_gate)
        {
            _holds += holds;
            _operations += operations;
            Wake();
        }
    }

    // Under _gate.
    private void Wake()
    {
        if (!_isPumping && _holds == 0)
        {
            _isPumping = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // Under _gate.
    private bool Stop()
    {
        _isPumping = false;
        s_current = null;
        return false;
    }
}
