using System.Diagnostics;
using AsyncFlow.Plan;

namespace AsyncFlow.Scheduling;

/// <summary>Brings the ready steps of one run to threads: to the one that made them ready, or to workers.</summary>
/// <remarks>
/// At any moment each step is in one place: not ready, on a ready stack, in a queue (for a lock or a slot), suspended, ended, or owned by
/// exactly one thread. Only that thread touches what belongs to the step. It passes the step on by an interlocked operation, and from then on
/// touches the run only under a reference that it holds.
/// </remarks>
internal sealed class RunScheduler(FlowPlan plan, RunProgress progress, RunHost host) : ILimitedRun
{
    private readonly PlanLayout _layout = plan.Layout;
    private RunLifetime _run = null!;

    // The place of this run's steps in the limiter, if it is that of the run around; otherwise -1, and each step has its own place.
    private int _place = -1;

    // Whether other runs' threads may grant slots to this run's steps.
    private bool _sharesLimiter;

    /// <summary>
    /// A caller, or a worker of short steps, that has worked alone for this long shares the steps that wait: 1 ms, or in tests that must not
    /// depend on the clock never or always.
    /// </summary>
    public static long AloneLimit { get; set; } = Stopwatch.Frequency / 1000;

    /// <summary>Executes the steps.</summary>
    public StepExecutor Steps { get; private set; } = null!;

    /// <summary>How far the run has come.</summary>
    public RunProgress Progress => progress;

    /// <summary>Where the run takes place.</summary>
    public RunHost Host => host;

    /// <summary>The caller's execution context, with which every step starts. Null if its flow was suppressed.</summary>
    public ExecutionContext? Context { get; private set; }

    /// <summary>Limits how many steps run at the same time; null without a limit.</summary>
    public ConcurrencyLimiter? Limiter { get; private set; }

    /// <summary>Whether any thread may take any step at once, without a lock, a slot or workers of its kind.</summary>
    public bool IsPlain { get; private set; }

    /// <summary>Whether each step works on one element of a stream after the other, so that its end is not the last that it does.</summary>
    public bool IsStream => _layout.Elements is not null;

    /// <summary>Whether the elements of a stream may be brought by the stream's own worker, instead of by those of this run.</summary>
    public bool TakesStreamWorker => IsPlain && host.Host == FlowHost.ThreadPool;

    /// <summary>Whether no step needs a thread of its own.</summary>
    public bool AllStepsAreAsync => _layout.AllStepsAreAsync;

    /// <summary>Whether no element of a stream needs a thread of its own, if the run is one over a stream.</summary>
    public bool ElementsAreAsync => IsStream && _layout.IsAsync[0];

    /// <summary>Whether the caller may execute the steps in the plan's order: the run is plain, and each step needs only to be started.</summary>
    public bool RunsInOrder => IsPlain && _layout.AllStepsAreAsync && _layout.AllStepsAreFunctions && !_layout.HasConditions;

    /// <summary>Connects the parts of a pooled run, once.</summary>
    public void Connect(StepExecutor steps, RunLifetime run)
    {
        Steps = steps;
        _run = run;
    }

    /// <summary>Begins a run, on the host that it has chosen.</summary>
    /// <param name="context">The caller's execution context.</param>
    public void Begin(ExecutionContext? context)
    {
        Context = context;
        IsPlain = !_layout.HasLockedSteps && !host.SeparatesSynchronousSteps && !host.Host.SchedulesSteps;
    }

    /// <summary>Limits how many steps of the run run at the same time, beside the limit of the run around it.</summary>
    /// <param name="slots">The run's own limit; 0 for none.</param>
    /// <param name="outer">The limiter of the run around; null for none.</param>
    /// <param name="place">The place of this run's steps in that one.</param>
    public void Limit(int slots, ConcurrencyLimiter? outer, int place)
    {
        if (slots == 0 && outer is null)
        {
            return;
        }

        if (slots > 0)
        {
            Limiter = new ConcurrencyLimiter(slots, outer, place);
        }
        else
        {
            Limiter = outer;
            _place = place;
        }

        _sharesLimiter = outer is not null;
        IsPlain = false;
        progress.NeedsChecks = true;
    }

    /// <summary>Lets nested runs grant slots to this run's steps, from their threads.</summary>
    /// <returns>The limiter of which each step of a nested run needs a slot; null for none.</returns>
    public ConcurrencyLimiter? ShareLimiter()
    {
        if (Limiter is not null)
        {
            _sharesLimiter = true;
            progress.Publish();
        }

        return Limiter;
    }

    /// <summary>Where a step of this run waits for a slot, seen from the runs around it.</summary>
    public int PlaceOf(int step) => _place >= 0 ? _place : step;

    /// <summary>Links the steps that wait for no other.</summary>
    /// <returns>The first of them.</returns>
    public int LinkRoots()
    {
        int first = -1;
        for (int i = _layout.Roots.Length - 1; i >= 0; i--)
        {
            host.Links.Link(_layout.Roots[i], first);
            first = _layout.Roots[i];
        }

        return first;
    }

    /// <summary>
    /// Dispatches each of a chain of ready steps, and those that now get a slot. Not needed for a plain run, in which any
    /// thread may take any step at once.
    /// </summary>
    /// <param name="first">The first of the ready steps; -1 for none.</param>
    /// <param name="policy">Which of them this thread runs.</param>
    /// <param name="kept">The chain that this thread runs already; -1 for none.</param>
    /// <returns>The first of the steps that this thread owns now, before the ones that it had kept; -1 for none.</returns>
    public int Dispatch(int first, InlinePolicy policy, int kept)
    {
        DispatchedSteps dispatched = new();
        for (int step = first, next; step >= 0; step = next)
        {
            next = host.Links.NextOf(step);
            Admit(step, policy, ref dispatched);
        }

        GrantSlots(policy, ref dispatched);

        host.Enqueue(host.Queue, dispatched.Queued);
        host.Enqueue(host.SynchronousQueue, dispatched.QueuedSynchronous);
        if (dispatched.Kept.IsEmpty)
        {
            return kept;
        }

        host.Links.Link(dispatched.Kept.Last, kept);
        return dispatched.Kept.First;
    }

    /// <summary>Queues a step for a slot. The caller owns it no longer.</summary>
    public void AwaitSlot(int step)
    {
        if (_sharesLimiter)
        {
            progress.Publish();
        }

        Steps.AwaitSlot(step);
        Limiter!.Enqueue(this, step, PlaceOf(step));

        // Stop may not have found the step in the queue. Each of the two writes first and then looks at what the other wrote.
        if (progress.IsStopped && progress.IsPublished)
        {
            ResumeWaiters();
        }
    }

    /// <summary>
    /// Queues a step that continues, from any thread and stack: no step starts inside this call. The caller owns the step, so the run lives.
    /// </summary>
    public void Resume(int step)
    {
        // After the push only a reference keeps the run.
        _run.AddReference();
        StepChain chain = new();
        chain.Add(host.Links, step);
        host.Enqueue(_layout.IsAsync[step] ? host.Queue : host.SynchronousQueue, chain);
        _run.ReleaseReference();
    }

    void ILimitedRun.OnGranted(int step)
    {
        Steps.HoldSlot(step);
        Resume(step);
    }

    /// <summary>
    /// Executes a step whose end is bookkeeping alone, on the thread that completed what it waited for. The caller owns the step and holds no
    /// reference: as long as the step is not counted as ended, the run lives. A step of a stream may be another thread's after this; then nothing of
    /// the run is touched, since the stream's worker goes on with it.
    /// </summary>
    public void CompleteInPlace(int step)
    {
        int ended = 0;
        StepChain ready = new();
        for (int next = Steps.Execute(step, others: -1, ref ended), following; next >= 0; next = following)
        {
            following = host.Links.NextOf(next);
            ready.Add(host.Links, next);
        }

        Debug.Assert(IsStream ? ready.IsEmpty : ended == 1, "A step whose awaited task has completed ends.");
        host.Enqueue(host.Queue, ready);
        progress.LeaveInPlace(ended);
    }

    /// <summary>
    /// No further step starts. Steps that wait for a slot end without one: the step that has it may be waiting for the run's cancellation.
    /// </summary>
    public void Stop()
    {
        if (progress.TryStop())
        {
            if (progress.IsPublished && Limiter is not null)
            {
                ResumeWaiters();
            }

            Steps.Stopped();
        }
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        Context = null;
        Limiter = null;
        _sharesLimiter = false;
        _place = -1;
        host.Choose(FlowHost.ThreadPool);
        progress.Reset();
    }

    // A step comes to its locks, and then to a slot, when it becomes ready, so that of steps which do so together the first
    // declared is the first to be served, whichever worker takes it. Steps that the caller keeps go one after the other anyway,
    // and would only wait for each other; a host that chooses steps chooses which takes a lock first.
    private void Admit(int step, InlinePolicy policy, ref DispatchedSteps dispatched)
    {
        bool takeLocks = !host.Host.SchedulesSteps && !(policy == InlinePolicy.AllAsynchronous && _layout.AllLockedStepsAreAsync);
        switch (Steps.Prepare(step, takeLocks))
        {
            case StepReadiness.Ready:
                Add(step, policy, ref dispatched);
                break;
            case StepReadiness.NeedsSlot:
                AwaitSlot(step);

                // Now, so that steps that need a slot and others start in the order of declaration.
                GrantSlots(policy, ref dispatched);
                break;
        }
    }

    private void GrantSlots(InlinePolicy policy, ref DispatchedSteps dispatched)
    {
        while (Limiter is not null && Limiter.TryGrant(out ConcurrencyLimiter.Waiter granted))
        {
            if (granted.Run == this)
            {
                Steps.HoldSlot(granted.Step);
                Add(granted.Step, policy, ref dispatched);
            }
            else
            {
                granted.Run.OnGranted(granted.Step);
            }
        }
    }

    private void Add(int step, InlinePolicy policy, ref DispatchedSteps dispatched)
    {
        bool isAsync = _layout.IsAsync[step];
        bool keep = policy switch
        {
            InlinePolicy.One => dispatched.Kept.IsEmpty,
            InlinePolicy.AllAsynchronous => isAsync,
            InlinePolicy.OneAsynchronous => isAsync && dispatched.Kept.IsEmpty,
            InlinePolicy.OneSynchronous => !isAsync && dispatched.Kept.IsEmpty,
            _ => false,
        };
        if (keep)
        {
            dispatched.Kept.Add(host.Links, step);
        }
        else if (isAsync || !host.SeparatesSynchronousSteps)
        {
            dispatched.Queued.Add(host.Links, step);
        }
        else
        {
            dispatched.QueuedSynchronous.Add(host.Links, step);
        }
    }

    // A slot that a removed step had of an inner limiter may serve another run's step now.
    private void ResumeWaiters()
    {
        foreach (int step in Limiter!.RemoveAll(this))
        {
            Resume(step);
        }

        Dispatch(first: -1, InlinePolicy.None, kept: -1);
    }

    /// <summary>Steps that have just become ready, by where they go.</summary>
    private struct DispatchedSteps()
    {
        /// <summary>Those that the current thread runs.</summary>
        public StepChain Kept = new();

        /// <summary>Those for any worker, or, where synchronous steps have workers of their own, the asynchronous ones.</summary>
        public StepChain Queued = new();

        /// <summary>Those for the workers of synchronous steps.</summary>
        public StepChain QueuedSynchronous = new();
    }
}
