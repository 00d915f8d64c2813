namespace AsyncFlow.Testing;

/// <summary>One timer. Everything is guarded by the gate of the pump that it belongs to.</summary>
/// <param name="number">Its place in the order of creation.</param>
/// <param name="callback">What it calls.</param>
/// <param name="state">What it calls that with.</param>
internal sealed class TimerEntry(long number, TimerCallback callback, object? state)
{
    // The callback runs in its creator's context, as those of the system's timers do. Null if its flow was suppressed.
    private readonly ExecutionContext? _context = ExecutionContext.Capture();

    public long Number => number;

    /// <summary>When it fires; only meaningful in the queue.</summary>
    public long Due { get; set; }

    /// <summary>Ticks from one time to the next; 0 for once.</summary>
    public long Period { get; set; }

    public bool IsDisposed { get; set; }

    public void Fire()
    {
        if (_context is null)
        {
            callback(state);
        }
        else
        {
            ExecutionContext.Run(_context, static entry => ((TimerEntry)entry!).Call(), this);
        }
    }

    private void Call() => callback(state);
}

/// <summary>Virtual time: it stands still until somebody takes the next timer. Not thread-safe.</summary>
internal sealed class TimerQueue
{
    private readonly SortedSet<TimerEntry> _pending = new(Comparer<TimerEntry>.Create(
        static (left, right) => (left.Due, left.Number).CompareTo((right.Due, right.Number))));

    private long _created;

    /// <summary>Ticks since the beginning.</summary>
    public long Now { get; private set; }

    public TimerEntry Create(TimerCallback callback, object? state) => new(_created++, callback, state);

    /// <param name="entry">The timer.</param>
    /// <param name="dueTime">From now; infinite for never.</param>
    /// <param name="period">From one time to the next; infinite or zero for once.</param>
    public void Change(TimerEntry entry, TimeSpan dueTime, TimeSpan period)
    {
        _pending.Remove(entry);
        entry.Period = Math.Max(period.Ticks, 0);
        if (dueTime != Timeout.InfiniteTimeSpan)
        {
            entry.Due = Now + dueTime.Ticks;
            _pending.Add(entry);
        }
    }

    public void Remove(TimerEntry entry) => _pending.Remove(entry);

    /// <summary>Takes the timer that is due first, of several the one created first, and moves time to it.</summary>
    public TimerEntry? TakeNext()
    {
        if (_pending.Min is not { } next)
        {
            return null;
        }

        _pending.Remove(next);
        Now = next.Due;
        if (next.Period > 0)
        {
            next.Due += next.Period;
            _pending.Add(next);
        }

        return next;
    }
}
