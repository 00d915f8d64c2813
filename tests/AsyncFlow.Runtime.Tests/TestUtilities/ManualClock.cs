namespace AsyncFlow.Runtime.Tests;

/// <summary>A clock that only the test advances. Timers fire on the thread that advances it, in its stack.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _pending = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ManualTimer timer = new(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        long until = GetTimestamp() + by.Ticks;
        while (FireNext(until))
        {
        }

        Volatile.Write(ref _now, until);
    }

    public void Advance(int milliseconds) => Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>Advances to the time of the earliest timer and fires it; false if there is none.</summary>
    public bool FireNext(long until = long.MaxValue)
    {
        ManualTimer? next;
        lock (_gate)
        {
            next = _pending.MinBy(static timer => timer.Due);
            if (next is null || next.Due > until)
            {
                return false;
            }

            _pending.Remove(next);
            Volatile.Write(ref _now, Math.Max(_now, next.Due));
        }

        ForeignStack.Run(next.Fire);
        return true;
    }

    private sealed class ManualTimer(ManualClock clock, Action fire) : ITimer
    {
        public long Due { get; private set; }

        public Action Fire => fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            lock (clock._gate)
            {
                clock._pending.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime.Ticks;
                    clock._pending.Add(this);
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                clock._pending.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
