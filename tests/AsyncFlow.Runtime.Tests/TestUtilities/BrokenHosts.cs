namespace AsyncFlow.Runtime.Tests;

/// <summary>Counts calls. Calls from a chosen number on throw.</summary>
internal sealed class Breakage(int at, bool forGood)
{
    private int _calls;

    public StepFailure Failure { get; } = new("host is broken");

    public int Calls => Volatile.Read(ref _calls);

    public void Call()
    {
        int call = Interlocked.Increment(ref _calls);
        if (call == at || (forGood && call > at))
        {
            throw Failure;
        }
    }
}

/// <summary>A context whose Post sometimes throws and otherwise runs the callback on the pool.</summary>
internal sealed class BrokenContext(Breakage breakage) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        breakage.Call();
        ThreadPool.QueueUserWorkItem(static item => item.d(item.state), (d, state), preferLocal: false);
    }
}

/// <summary>A scheduler whose QueueTask sometimes throws and otherwise runs the task on the pool.</summary>
internal sealed class BrokenScheduler(Breakage breakage) : TaskScheduler
{
    protected override void QueueTask(Task task)
    {
        breakage.Call();
        ThreadPool.QueueUserWorkItem(static item => item.scheduler.TryExecuteTask(item.task), (scheduler: this, task), preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}

/// <summary>A host that sometimes throws when a worker of either kind is scheduled, and counts its runs.</summary>
internal sealed class BrokenHost(Breakage breakage) : FlowHost
{
    private int _runs;

    /// <summary>The number of runs in progress.</summary>
    public int Runs => Volatile.Read(ref _runs);

    public Exception? RefusesRuns { get; init; }

    public override bool RunsAsyncStepsInParallel => true;

    protected internal override void Schedule(FlowWorker worker)
    {
        breakage.Call();
        base.ScheduleSynchronous(worker);
    }

    protected internal override void ScheduleSynchronous(FlowWorker worker)
    {
        breakage.Call();
        base.ScheduleSynchronous(worker);
    }

    protected internal override void RunStarting()
    {
        if (RefusesRuns is not null)
        {
            throw RefusesRuns;
        }

        Interlocked.Increment(ref _runs);
    }

    protected internal override void RunEnded() => Interlocked.Decrement(ref _runs);
}

/// <summary>A context that never runs a callback.</summary>
internal sealed class DeadContext : SynchronizationContext
{
    private readonly TaskCompletionSource _posted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Posted => _posted.Task;

    public override void Post(SendOrPostCallback d, object? state) => _posted.TrySetResult();
}
