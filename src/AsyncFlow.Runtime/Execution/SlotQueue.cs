namespace AsyncFlow.Execution;

/// <summary>
/// The slots of a run whose concurrency is limited, and the steps that are ready but for one. The first declared goes first.
/// Safe to use from any thread.
/// </summary>
/// <param name="slots">How many steps may run at the same time.</param>
internal sealed class SlotQueue(int slots)
{
    // Guarded by itself, as _free is.
    private readonly PriorityQueue<int, int> _waiting = new();

    private int _free = slots;

    /// <summary>Adds a step that is ready but for a slot.</summary>
    public void Enqueue(int step)
    {
        lock (_waiting)
        {
            _waiting.Enqueue(step, step);
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void Release()
    {
        lock (_waiting)
        {
            _free++;
        }
    }

    /// <summary>Grants a free slot to the first declared of the waiting steps.</summary>
    public bool TryGrant(out int step)
    {
        lock (_waiting)
        {
            if (_free > 0 && _waiting.TryDequeue(out step, out _))
            {
                _free--;
                return true;
            }

            step = -1;
            return false;
        }
    }
}
