using System.Diagnostics;

namespace AsyncFlow.Hosts;

/// <summary>
/// The work that waits for an event loop's thread, and the number of runs and operations that may still post to it. Safe to use from
/// any thread; one thread takes.
/// </summary>
internal sealed class LoopQueue
{
    private readonly object _gate = new();

    // All guarded by _gate. A null callback: the state is a worker.
    private readonly Queue<(SendOrPostCallback? Callback, object? State)> _items = new();

    // How many runs, and how many async void methods and calls of Run, have not ended.
    private int _runs;
    private int _operations;

    // Open -> closed -> ended. A stopped queue is closed too.
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

    /// <summary>A run begins; the loop does not end before the run.</summary>
    /// <param name="evenIfClosed">Whether the run is part of something that began before the loop was closed.</param>
    /// <returns>False if the loop accepts no further run.</returns>
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
            Debug.Assert(_runs > 0, "A run has ended that had not begun.");
            _runs--;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>An operation begins; the loop does not end before it, unless it is stopped.</summary>
    public void BeginOperation()
    {
        lock (_gate)
        {
            _operations++;
        }
    }

    /// <summary>An operation has ended.</summary>
    public void EndOperation()
    {
        lock (_gate)
        {
            _operations--;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>From now on only parts of what is in progress begin; the loop ends when all of that has ended and the queue is empty.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>From now on no run begins; the loop ends when those in progress have ended, without the rest of the queue.</summary>
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
                Debug.Assert(_isClosed || !_isStopped, "A stopped queue is closed too.");
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

    /// <summary>After the end: takes what was left in the queue when the loop was stopped.</summary>
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
