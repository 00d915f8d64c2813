namespace AsyncFlow.Testing.Simulation;

/// <summary>Virtual time and its timers. Time stands still until the next timer is taken. Thread-safe.</summary>
internal sealed class TimerQueue
{
    private readonly object _gate = new();

    // Guarded by _gate, as the entries are.
    private readonly SortedSet<TimerEntry> _pending = new(Comparer<TimerEntry>.Create(
        static (left, right) => (left.Due, left.Number).CompareTo((right.Due, right.Number))));

    private long _created;
    private long _now;

    /// <summary>Ticks since the simulation began.</summary>
    public long Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    /// <summary>Creates a timer, which does not fire before it is changed.</summary>
    public TimerEntry Create(TimerCallback callback, object? state)
    {
        lock (_gate)
        {
            return new TimerEntry(_created++, callback, state);
        }
    }

    /// <summary>Sets a timer.</summary>
    /// <param name="entry">The timer.</param>
    /// <param name="dueTime">How long until it fires; infinite for never.</param>
    /// <param name="period">The time between two firings; infinite or zero to fire once.</param>
    /// <returns>False if the timer is disposed.</returns>
    public bool TryChange(TimerEntry entry, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (entry.IsDisposed)
            {
                return false;
            }

            _pending.Remove(entry);
            entry.Period = Math.Max(period.Ticks, 0);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                // Time never moves backwards.
                entry.Due = After(Math.Max(dueTime.Ticks, 0));
                _pending.Add(entry);
            }

            return true;
        }
    }

    public void Dispose(TimerEntry entry)
    {
        lock (_gate)
        {
            entry.IsDisposed = true;
            _pending.Remove(entry);
        }
    }

    /// <summary>
    /// Advances time to the timer that is due first, of several the one created first, and takes it. Null if no timer is set.
    /// </summary>
    public TimerEntry? TakeNext()
    {
        lock (_gate)
        {
            if (_pending.Min is not { } next)
            {
                return null;
            }

            _pending.Remove(next);
            _now = next.Due;
            if (next.Period > 0)
            {
                next.Due = After(next.Period);
                _pending.Add(next);
            }

            return next;
        }
    }

    // Under _gate. Does not overflow.
    private long After(long ticks) => _now + Math.Min(ticks, long.MaxValue - _now);
}
