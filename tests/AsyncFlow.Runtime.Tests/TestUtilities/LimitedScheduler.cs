namespace AsyncFlow.Runtime.Tests;

/// <summary>Runs a limited number of tasks at the same time, on the thread pool.</summary>
internal sealed class LimitedScheduler(int limit) : TaskScheduler
{
    // Guarded by itself, like _running.
    private readonly Queue<Task> _waiting = new();
    private int _running;

    public override int MaximumConcurrencyLevel => limit;

    protected override void QueueTask(Task task)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(task);
            if (_running == limit)
            {
                return;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.Work(), this, preferLocal: false);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => [];

    private void Work()
    {
        while (true)
        {
            Task? next;
            lock (_waiting)
            {
                if (!_waiting.TryDequeue(out next))
                {
                    _running--;
                    return;
                }
            }

            TryExecuteTask(next);
        }
    }
}
