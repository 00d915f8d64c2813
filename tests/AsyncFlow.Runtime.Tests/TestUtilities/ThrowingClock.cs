using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>A clock that throws at chosen readings, counted from 1. Each reading advances it by a millisecond.</summary>
internal sealed class ThrowingClock(Func<int, bool> throws) : TimeProvider
{
    private int _readings;

    public int Readings => Volatile.Read(ref _readings);

    /// <summary>The first exception of the clock, if one thread reads it at a time.</summary>
    public Exception? Thrown => AllThrown.FirstOrDefault();

    /// <summary>The exceptions of the clock. Threads that read it at the same time can record them in any order.</summary>
    public ConcurrentQueue<Exception> AllThrown { get; } = [];

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
        AllThrown.Enqueue(failure);
        return failure;
    }
}
