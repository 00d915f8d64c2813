namespace AsyncFlow.Scheduling;

/// <summary>What one run requests from its host: workers, or on hosts that choose steps each step by itself.</summary>
internal sealed class RunHost
{
    private readonly FlowPlan _plan;
    private readonly RunProgress _progress;
    private RunLifetime _run = null!;
    private WorkFactory _work = null!;
    private WorkerQueue? _queue;

    // Made when a run first has a host that separates synchronous steps.
    private WorkerQueue? _synchronousQueue;

    /// <param name="plan">The plan of the run's flow.</param>
    /// <param name="progress">The run's progress.</param>
    public RunHost(FlowPlan plan, RunProgress progress)
    {
        _plan = plan;
        _progress = progress;
        Links = new StepLinks(plan.Layout.Count);
    }

    /// <summary>The links of all steps.</summary>
    public StepLinks Links { get; }

    /// <summary>The steps for any worker, or, where synchronous steps have workers of their own, the asynchronous ones.</summary>
    public WorkerQueue Queue => _queue!;

    /// <summary>The steps for the workers of synchronous steps; the other queue, where these have no workers of their own.</summary>
    public WorkerQueue SynchronousQueue => SeparatesSynchronousSteps ? _synchronousQueue! : _queue!;

    /// <summary>The host of this run; between runs the default.</summary>
    public FlowHost Host { get; private set; } = FlowHost.ThreadPool;

    /// <summary>Whether synchronous steps have workers of their own.</summary>
    public bool SeparatesSynchronousSteps { get; private set; }

    /// <summary>The number of the run, for hosts that choose steps.</summary>
    public long RunId { get; set; }

    /// <summary>Connects the parts of a pooled run, once.</summary>
    public void Connect(RunLifetime run, WorkFactory work)
    {
        _run = run;
        _work = work;
        _queue = MakeQueue(isSynchronous: false);
    }

    /// <summary>Chooses the host of this run.</summary>
    public void Choose(FlowHost host)
    {
        if (host != Host)
        {
            Host = host;
            SeparatesSynchronousSteps = host.SeparatesSynchronousSteps;
            if (SeparatesSynchronousSteps)
            {
                _synchronousQueue ??= MakeQueue(isSynchronous: true);
            }
        }
    }

    /// <summary>Queues a chain of ready steps. Does not execute them inline. The caller no longer owns the steps.</summary>
    public void Enqueue(WorkerQueue queue, StepChain chain)
    {
        if (chain.IsEmpty)
        {
            return;
        }

        _progress.Publish();
        if (!Host.SchedulesSteps)
        {
            queue.Ready.Push(chain.First, chain.Last);
            RequestWorker(queue);
            return;
        }

        for (int step = chain.First, next; ; step = next)
        {
            next = Links.NextOf(step);
            ScheduleStep(step);
            if (step == chain.Last)
            {
                return;
            }
        }
    }

    /// <summary>Requests a worker, unless one is requested already. Called after a push, by a thread that owns a step or holds a reference.</summary>
    public void RequestWorker(WorkerQueue queue)
    {
        if (_progress.IsStopped && Host != FlowHost.ThreadPool)
        {
            ScheduleOnPool(queue);
        }
        else if (queue.Ready.TryRequestWorker())
        {
            _run.AddReference();
            try
            {
                if (queue.IsSynchronous)
                {
                    Host.ScheduleSynchronous(queue.Worker);
                }
                else
                {
                    Host.Schedule(queue.Worker);
                }
            }
            catch (Exception exception)
            {
                GiveUp(exception);
                ScheduleOnPool(queue);
                _run.ReleaseReference();
            }
        }
    }

    /// <summary>Queues work of the run that is not a step. The caller owns a step, so the run lives. If the host does not execute it, the thread pool does.</summary>
    public void Schedule(FlowWorker work)
    {
        if (_progress.IsStopped && !Host.SchedulesSteps)
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
            return;
        }

        try
        {
            Host.Schedule(work);
        }
        catch (Exception exception)
        {
            GiveUp(exception);
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    /// <summary>
    /// Moves the bookkeeping of a stopped run to the thread pool, in case the host no longer executes what it is given. Called by the thread
    /// that stops the run, and by each that pushes after that.
    /// </summary>
    public void FinishOnPool()
    {
        if (_progress.IsPublished && Host != FlowHost.ThreadPool)
        {
            ScheduleOnPool(Queue);
            if (SeparatesSynchronousSteps)
            {
                ScheduleOnPool(SynchronousQueue);
            }
        }
    }

    /// <summary>Lets a host that chooses steps see that a wait is over even while the awaiter's callback is still on its way.</summary>
    public void NotifyWaiting(int step, Func<bool> isOver) => Host.StepWaiting(_plan.InfoOf(step), RunId, isOver);

    private WorkerQueue MakeQueue(bool isSynchronous)
    {
        WorkerQueue queue = new(Links, isSynchronous);
        queue.Worker = _work.MakeWorker(queue);
        return queue;
    }

    private void ScheduleStep(int step)
    {
        FlowWorker work = _work.MakeStep(step);
        _run.AddReference();
        try
        {
            Host.ScheduleStep(work, _plan.InfoOf(step), RunId);
        }
        catch (Exception exception)
        {
            GiveUp(exception);
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    // Nothing more can start on the host: what has begun is awaited, and nothing else runs. The run must not end between its stop and
    // the failure that explains it. If it has ended already, the host is not needed any more.
    private void GiveUp(Exception exception)
    {
        if (_progress.TryPreventEnd())
        {
            _run.Fail(new InvalidOperationException($"Host '{Host}' could not schedule flow '{_plan.Name}': {exception.Message}", exception));
            FinishOnPool();
            _progress.LeaveCaller(1);
        }
    }

    private void ScheduleOnPool(WorkerQueue queue)
    {
        _run.AddReference();
        ThreadPool.UnsafeQueueUserWorkItem(queue.Worker, preferLocal: false);
    }
}
