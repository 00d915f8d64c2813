namespace AsyncFlow.Testing;

/// <summary>The clock of a simulation. It begins on 1 January 2000, UTC.</summary>
internal sealed class VirtualClock(Pump pump) : TimeProvider
{
    private static readonly DateTimeOffset s_beginning = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    // The machine's would make a simulation differ from place to place.
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => pump.Now;

    public override DateTimeOffset GetUtcNow() => s_beginning.AddTicks(pump.Now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VirtualTimer timer = new(pump, pump.CreateTimer(callback, state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(Pump pump, TimerEntry entry) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            return pump.ChangeTimer(entry, dueTime, period);
        }

        public void Dispose() => pump.DisposeTimer(entry);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
