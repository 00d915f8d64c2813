namespace AsyncFlow;

/// <summary>
/// What waits for an event loop's thread, and how much is under way that may still post to it. Safe to use from any thread; one
/// thread takes.
/// </summary>
internal sealed class LoopQueue
{
    private readonly object _gate = new();

    // All guarded by _gate. A null callback: the state is a worker.
    private readonly Queue<(SendOrPostCallback? Callback, object? State)> _items = new();

    // Runs on the loop that have not ended, and async void methods.
    private int _runs;
    private int _operations;

    // Open -> closed -> ended. Stopped is a stricter closed.
    private bool _isClosed;
    private bool _isStopped;
    private bool _hasEnded;

    /// <summary>Whether the loop has ended because it was stopped.</summary>
    public bool WasStopped
    {
        get
        {
            lock (_gate)
            {
                return _hasEnded && _isStopped;
            }
        }
    }

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

    /// <summary>A run begins; the loop does not end before it has.</summary>
    /// <param name="evenIfClosed">Whether it is part of what began before the loop was closed.</param>
    /// <returns>False if the loop takes no run any more.</returns>
    public bool TryBeginRun(bool evenIfClosed)
    {
        lock (_gate)
        {
            if (_hasEnded || _isStopped || (_isClosed && !evenIfClosed))
            {
                return false;
            }

            _runs++;
            return true;
        }
    }

    /// <summary>A run has ended.</summary>
    public void EndRun()
    {
        lock (_gate)
        {
            _runs--;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>An async void method begins; the loop does not end before it has, unless it is stopped.</summary>
    public void BeginOperation()
    {
        lock (_gate)
        {
            _operations++;
        }
    }

    /// <summary>An async void method has ended.</summary>
    public void EndOperation()
    {
        lock (_gate)
        {
            _operations--;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>No run begins any more, but for parts of what is under way; the loop ends when that has ended and nothing waits.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>No run begins any more at all; the loop ends when those under way have, whatever else waits.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isClosed = true;
            _isStopped = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Waits for the next item; false when the loop has ended.</summary>
    public bool TryTake(out SendOrPostCallback? callback, out object? state)
    {
        lock (_gate)
        {
            while (true)
            {
                bool hasWork = _items.Count > 0;
                if (_runs == 0 && (_isStopped || (_isClosed && _operations == 0 && !hasWork)))
                {
                    _hasEnded = true;
                    (callback, state) = (null, null);
                    return false;
                }

                if (hasWork)
                {
                    (callback, state) = _items.Dequeue();
                    return true;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>After the end: what was left when the loop was stopped.</summary>
    public (SendOrPostCallback? Callback, object? State)[] TakeLeftOver()
    {
        lock (_gate)
        {
            (SendOrPostCallback? Callback, object? State)[] left = [.. _items];
            _items.Clear();
            return left;
        }
    }
}
