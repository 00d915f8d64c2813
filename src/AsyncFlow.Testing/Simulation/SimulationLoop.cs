using System.Collections.Immutable;

namespace AsyncFlow.Testing.Simulation;

/// <summary>
/// The one thread of a simulation: a work item of the thread pool that exists as long as there is something to do. It executes
/// internal work first, then the operation that the strategy chooses. When neither is left it advances time to the next timer.
/// </summary>
/// <param name="strategy">Chooses what happens next. Called by the loop alone.</param>
/// <param name="timers">The timers of the simulation.</param>
/// <param name="order">Orders the operations; null for their own order.</param>
internal sealed class SimulationLoop(ISchedulingStrategy strategy, TimerQueue timers, IComparer<Operation>? order = null) : IThreadPoolWorkItem
{
    [ThreadStatic]
    private static SimulationLoop? s_current;

    private readonly object _gate = new();

    // The following are guarded by _gate, which is never held while code of the user runs.
    private readonly ReadyOperations _ready = new(order ?? Comparer<Operation>.Default);
    private readonly OperationNumbers _numbers = new();
    private readonly WaitingSteps _waiting = new();

    // Work whose order no user can observe, so there is nothing to choose.
    private readonly PriorityQueue<WorkItem, Operation> _internalWork = new(order);

    // Runs and other asynchronous operations that have not ended. Time stands still while there are none; otherwise a timer that
    // is never disposed would keep the loop busy forever.
    private int _activities;

    // Callers on other threads that are starting a run. The loop waits until each has scheduled all that is ready; otherwise what
    // is chosen would depend on their speed.
    private int _holds;

    // Set when the loop is queued to the thread pool, cleared when it finds, under the gate, that there is nothing to do. So
    // there is at most one loop, and work that is added later queues the next one.
    private bool _isRunning;

    // Used by the loop's thread alone.
    private SynchronizationContext? _context;

    /// <summary>Whether the current thread executes the loop.</summary>
    public bool IsCurrent => s_current == this;

    /// <summary>On the loop's thread, the synchronization context of the code that it executes; elsewhere null.</summary>
    public SynchronizationContext? Context => IsCurrent ? _context : null;

    /// <summary>Called by the loop with an exception that work has thrown.</summary>
    public Action<Exception>? Failed { get; init; }

    /// <summary>Called by the loop before it continues code of a step.</summary>
    public Action<StepInfo, long>? Continuing { get; init; }

    /// <summary>Adds an operation: the start of a step or, with a callback, code that continues.</summary>
    public void AddOperation(StepInfo? step, long runId, SynchronizationContext context, SendOrPostCallback? callback, object? state)
    {
        lock (_gate)
        {
            if (callback is null)
            {
                EndWait(step, runId);
            }

            _ready.Add(new WorkItem(_numbers.Next(step, runId), runId, context, callback, state));
            WakeUnderGate();
        }
    }

    /// <summary>Adds work that is executed before any operation.</summary>
    public void AddInternalWork(StepInfo? step, long runId, IThreadPoolWorkItem work)
    {
        lock (_gate)
        {
            EndWait(step, runId);
            WorkItem item = new(_numbers.Next(step, runId), runId, null, null, work);
            _internalWork.Enqueue(item, item.Operation);
            WakeUnderGate();
        }
    }

    /// <summary>A step begins to wait.</summary>
    public void AddWaiting(StepInfo step, long runId, Func<bool> isOver)
    {
        lock (_gate)
        {
            _waiting.Add(step, runId, isOver);
        }
    }

    /// <summary>Suspends the loop until <see cref="Release"/>, unless the current thread executes it.</summary>
    public void Hold() => Change(holds: IsCurrent ? 0 : 1);

    /// <summary>Ends the effect of <see cref="Hold"/> on the same thread.</summary>
    public void Release() => Change(holds: IsCurrent ? 0 : -1);

    public void ActivityStarted() => Change(activities: 1);

    public void ActivityEnded() => Change(activities: -1);

    /// <summary>A timer has changed.</summary>
    public void Wake() => Change();

    void IThreadPoolWorkItem.Execute()
    {
        ExecutionContext? own = ExecutionContext.Capture();
        s_current = this;
        while (TakeNext() is { } work)
        {
            _context = work.Context;
            SynchronizationContext.SetSynchronizationContext(_context);
            try
            {
                work.Execute();
            }
            catch (Exception exception)
            {
                Failed?.Invoke(exception);
            }

            // Ambient values that the work has set do not flow to the next.
            if (own is not null)
            {
                ExecutionContext.Restore(own);
            }
        }

        SynchronizationContext.SetSynchronizationContext(null);
    }

    // Null if the loop has stopped.
    private ISimulatedWork? TakeNext()
    {
        while (true)
        {
            lock (_gate)
            {
                _waiting.CollectAdded();
            }

            WaitingSteps.Wait? over = _waiting.FindOver();
            ImmutableSortedSet<Operation> ready;
            lock (_gate)
            {
                if (over is { HasEnded: true })
                {
                    continue;
                }

                // A step that is on its way through the thread pool wakes the loop when it arrives.
                if (over is not null || _holds > 0)
                {
                    return Stop();
                }

                if (_internalWork.TryDequeue(out WorkItem? work, out _))
                {
                    return work;
                }

                ready = _ready.All;
                if (ready.IsEmpty)
                {
                    return _activities > 0 && timers.TakeNext() is { } timer ? timer : Stop();
                }
            }

            return Take(ready[strategy.Choose(ready)]);
        }
    }

    private WorkItem Take(Operation chosen)
    {
        WorkItem item;
        lock (_gate)
        {
            // More may be ready by now, but only the loop removes operations.
            item = _ready.Take(chosen);
        }

        if (item.ContinuesStep)
        {
            Continuing?.Invoke(chosen.Step!, item.RunId);
        }

        return item;
    }

    // Under _gate, in which the step is then added: at no moment is it neither waiting nor ready.
    private void EndWait(StepInfo? step, long runId)
    {
        if (step is not null)
        {
            _waiting.Remove(step, runId);
        }
    }

    private void Change(int holds = 0, int activities = 0)
    {
        lock (_gate)
        {
            _holds += holds;
            _activities += activities;
            WakeUnderGate();
        }
    }

    private void WakeUnderGate()
    {
        if (!_isRunning && _holds == 0)
        {
            _isRunning = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // Under _gate.
    private ISimulatedWork? Stop()
    {
        if (_activities == 0 && _ready.All.IsEmpty && _internalWork.Count == 0 && _waiting.IsEmpty)
        {
            // Otherwise the numbers would grow with every run of a long-lived simulation.
            _numbers.Clear();
        }

        _isRunning = false;
        s_current = null;
        return null;
    }
}
