namespace AsyncFlow.Runtime.Tests;

/// <summary>A context of a caller. Callbacks posted to it run on the pool, with this context as the current one.</summary>
internal sealed class CountingContext : SynchronizationContext
{
    private int _posts;

    public int Posts => Volatile.Read(ref _posts);

    public override void Post(SendOrPostCallback d, object? state)
    {
        Interlocked.Increment(ref _posts);
        ThreadPool.QueueUserWorkItem(
            static item =>
            {
                SetSynchronizationContext(item.context);
                item.d(item.state);
                SetSynchronizationContext(null);
            },
            (context: this, d, state),
            preferLocal: false);
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();
}

/// <summary>A scheduler of a caller: each task runs on its own thread.</summary>
internal sealed class ThreadPerTaskScheduler : TaskScheduler
{
    protected override void QueueTask(Task task) => new Thread(() => TryExecuteTask(task)) { IsBackground = true }.Start();

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
