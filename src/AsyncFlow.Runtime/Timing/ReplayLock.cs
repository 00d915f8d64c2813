namespace AsyncFlow.Timing;

/// <summary>A lock in a replay: first come, first served.</summary>
internal sealed class ReplayLock(int permits)
{
    private readonly Queue<int> _waiting = new();
    private int _free = permits;

    /// <summary>Takes the lock, or queues for it.</summary>
    public bool TryAcquire(int node)
    {
        if (_free > 0)
        {
            _free--;
            return true;
        }

        _waiting.Enqueue(node);
        return false;
    }

    /// <summary>Gives the lock back.</summary>
    /// <returns>The node that has it now; null if none waited.</returns>
    public int? Release()
    {
        if (_waiting.TryDequeue(out int next))
        {
            return next;
        }

        _free++;
        return null;
    }
}
