namespace AsyncFlow.Runtime.Tests;

/// <summary>A clock that throws at chosen readings, counted from 1. Each reading advances it by a millisecond.</summary>
internal sealed class ThrowingClock(Func<int, bool> throws) : TimeProvider
{
    private int _readings;

    public int Readings => Volatile.Read(ref _readings);

    /// <summary>The first exception of the clock.</summary>
    public Exception? Thrown { get; private set; }

    public bool HasBrokenFrequency { get; init; }

    public override long TimestampFrequency => HasBrokenFrequency ? throw Keep("no frequency") : 1000;

    public override long GetTimestamp()
    {
        int reading = Interlocked.Increment(ref _readings);
        return throws(reading) ? throw Keep($"reading {reading}") : reading;
    }

    private StepFailure Keep(string message)
    {
        StepFailure failure = new(message);
        Thrown ??= failure;
        return failure;
    }
}
