namespace AsyncFlow.Orleans.Progress;

/// <summary>
/// Limits how many steps and elements of a run are executed at the same time. First come first served. Used by one thread at a time.
/// </summary>
/// <param name="limit">The limit; 0 for none.</param>
internal sealed class Slots(int limit)
{
    private readonly Queue<(int Count, TaskCompletionSource Source)> _waiting = new();
    private int _taken;

    /// <summary>Waits for slots. They must be given back.</summary>
    /// <param name="count">How many, at most the limit.</param>
    public Task EnterAsync(int count)
    {
        if (limit == 0 || (_waiting.Count == 0 && _taken + count <= limit))
        {
            _taken += count;
            return Task.CompletedTask;
        }

        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Enqueue((count, source));
        return source.Task;
    }

    /// <summary>Gives slots back.</summary>
    /// <param name="count">As many as were entered for.</param>
    public void Leave(int count)
    {
        _taken -= count;
        while (_waiting.TryPeek(out (int Count, TaskCompletionSource Source) next) && _taken + next.Count <= limit)
        {
            _waiting.Dequeue();
            _taken += next.Count;
            next.Source.SetResult();
        }
    }
}
