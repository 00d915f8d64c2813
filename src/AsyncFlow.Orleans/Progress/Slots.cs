namespace AsyncFlow.Orleans.Progress;

/// <summary>
/// Limits how many steps and elements of a run are executed at the same time. First come, first served, but what needs one slot does not wait behind what needs several:
/// a run has few steps, so the elements of a list wait for them once, while a step would wait for a whole list. Used by one thread at a time.
/// </summary>
/// <param name="limit">The limit; 0 for none.</param>
internal sealed class Slots(int limit)
{
    private readonly Queue<TaskCompletionSource> _waitingForOne = new();
    private readonly Queue<(int Count, TaskCompletionSource Source)> _waitingForMany = new();
    private int _taken;

    /// <summary>Waits for slots. They must be given back.</summary>
    /// <param name="count">How many, at most the limit.</param>
    public Task EnterAsync(int count)
    {
        if (limit == 0 || (_taken + count <= limit && !IsOvertaking(count)))
        {
            _taken += count;
            return Task.CompletedTask;
        }

        TaskCompletionSource source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (count == 1)
        {
            _waitingForOne.Enqueue(source);
        }
        else
        {
            _waitingForMany.Enqueue((count, source));
        }

        return source.Task;
    }

    /// <summary>Gives slots back.</summary>
    /// <param name="count">As many as were entered for.</param>
    public void Leave(int count)
    {
        _taken -= count;
        while (_taken < limit && _waitingForOne.TryDequeue(out TaskCompletionSource? one))
        {
            _taken++;
            one.SetResult();
        }

        while (_waitingForMany.TryPeek(out (int Count, TaskCompletionSource Source) many) && _taken + many.Count <= limit)
        {
            _waitingForMany.Dequeue();
            _taken += many.Count;
            many.Source.SetResult();
        }
    }

    // No slots are always there. One is only free while nothing waits for one.
    private bool IsOvertaking(int count) => count > 1 && _waitingForMany.Count > 0;
}
