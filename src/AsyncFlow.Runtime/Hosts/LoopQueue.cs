namespace AsyncFlow;

/// <summary>
/// What waits for an event loop's thread, and how many operations are under way that may still post to it. Safe to use from any
/// thread; one thread takes.
/// </summary>
internal sealed class LoopQueue
{
    private readonly object _gate = new();

    // All guarded by _gate. A null callback: the state is a worker.
    private readonly Queue<(SendOrPostCallback? Callback, object? State)> _items = new();
    private int _operations;
    private bool _isClosed;
    private bool _hasEnded;

    /// <summary>Adds a callback with its state, or with a null callback a worker.</summary>
    /// <returns>False if the loop has ended.</returns>
    public bool TryPost(SendOrPostCallback? callback, object? state)
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                return false;
            }

            _items.Enqueue((callback, state));
            Monitor.Pulse(_gate);
            return true;
        }
    }

    /// <summary>An operation begins during which the loop must not end.</summary>
    /// <param name="evenIfClosed">Whether it is part of one that began before the loop was closed.</param>
    /// <returns>False if the loop is closed.</returns>
    public bool TryBegin(bool evenIfClosed)
    {
        lock (_gate)
        {
            if (_hasEnded || (_isClosed && !evenIfClosed))
            {
                return false;
            }

            _operations++;
            return true;
        }
    }

    /// <summary>An operation has ended.</summary>
    public void End()
    {
        lock (_gate)
        {
            _operations--;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>No operation begins any more; the loop ends when those that are under way have ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>The loop's thread takes no more: whatever is posted from now on is refused.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _hasEnded = true;
            _items.Clear();
        }
    }

    /// <summary>Waits for the next item; false when the loop has ended.</summary>
    public bool TryTake(out SendOrPostCallback? callback, out object? state)
    {
        lock (_gate)
        {
            while (_items.Count == 0)
            {
                if (_isClosed && _operations == 0)
                {
                    _hasEnded = true;
                    (callback, state) = (null, null);
                    return false;
                }

                Monitor.Wait(_gate);
            }

            (callback, state) = _items.Dequeue();
            return true;
        }
    }
}
