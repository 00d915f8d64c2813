namespace AsyncFlow.Testing.Simulation;

/// <summary>The clock of a simulation. It starts at 2000-01-01T00:00:00Z.</summary>
/// <param name="timers">The virtual time.</param>
/// <param name="changed">Called when a timer has been set.</param>
internal sealed class VirtualClock(TimerQueue timers, Action changed) : TimeProvider
{
    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    // With the machine's time zone a simulation would differ from machine to machine.
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => timers.Now;

    public override DateTimeOffset GetUtcNow() => s_start.AddTicks(timers.Now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(this, timers.Create(callback, state));
        timer.Change(dueTime, period);
        return timer;
    }

    private bool TryChange(TimerEntry entry, TimeSpan dueTime, TimeSpan period)
    {
        if (!timers.TryChange(entry, dueTime, period))
        {
            return false;
        }

        changed();
        return true;
    }

    private void Dispose(TimerEntry entry) => timers.Dispose(entry);

    private sealed class VirtualTimer(VirtualClock clock, TimerEntry entry) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            return clock.TryChange(entry, dueTime, period);
        }

        public void Dispose() => clock.Dispose(entry);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
