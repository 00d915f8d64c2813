namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>Runs everything that is posted on one thread, in a random order that a seed repeats.</summary>
internal sealed class RandomLoop(Random random) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Callback, object? State)> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    /// <summary>Lets others go first.</summary>
    public Task HopAsync()
    {
        TaskCompletionSource hop = new();
        Post(_ => hop.SetResult(), null);
        return hop.Task;
    }

    /// <summary>Lets all others go first.</summary>
    public async Task SettleAsync()
    {
        do
        {
            await HopAsync();
        }
        while (_posted.Count > 0);
    }

    /// <summary>Runs until a task has ended.</summary>
    /// <param name="main">Begins the task.</param>
    /// <param name="isIdle">Is called when nothing else is left to do.</param>
    public void Run(Func<Task> main, Action isIdle)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            Task task = main();
            while (!task.IsCompleted)
            {
                if (_posted.Count == 0)
                {
                    isIdle();
                    continue;
                }

                int next = random.Next(_posted.Count);
                (SendOrPostCallback callback, object? state) = _posted[next];
                _posted.RemoveAt(next);
                callback(state);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
