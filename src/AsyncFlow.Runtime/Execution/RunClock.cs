namespace AsyncFlow.Execution;

/// <summary>
/// Reads the clock of one run. If it throws, the run fails with that exception once, and the time stands still from then on.
/// Thread-safe.
/// </summary>
/// <param name="provider">The clock.</param>
/// <param name="flowName">The flow's name.</param>
/// <param name="outcome">Records the failure.</param>
internal sealed class RunClock(TimeProvider provider, string flowName, RunOutcome outcome)
{
    // The time that was read last, by any thread. The time after a failure.
    private long _last;

    // 1 once the clock has thrown.
    private int _hasFailed;

    // How many ticks of a TimeSpan make one unit of the clock. Set by Start, before other threads have the object.
    private double _ticksPerUnit;

    /// <summary>The clock.</summary>
    public TimeProvider Provider => provider;

    /// <summary>Reads the clock for the first time.</summary>
    public long Start()
    {
        try
        {
            long frequency = provider.TimestampFrequency;
            _ticksPerUnit = frequency > 0
                ? (double)TimeSpan.TicksPerSecond / frequency
                : throw new InvalidOperationException($"TimestampFrequency is {frequency}, and must be positive.");
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        return Now();
    }

    /// <summary>The current time stamp.</summary>
    public long Now()
    {
        if (Volatile.Read(ref _hasFailed) == 0)
        {
            try
            {
                long now = provider.GetTimestamp();
                Volatile.Write(ref _last, now);
                return now;
            }
            catch (Exception exception)
            {
                Fail(exception);
            }
        }

        return Volatile.Read(ref _last);
    }

    /// <summary>The time between two time stamps; zero if the clock went backwards.</summary>
    public TimeSpan Elapsed(long from, long to)
    {
        // Correct also for differences that exceed a long.
        double ticks = to <= from ? 0 : (ulong)(to - from) * _ticksPerUnit;
        return ticks < long.MaxValue ? new TimeSpan((long)ticks) : TimeSpan.MaxValue;
    }

    private void Fail(Exception exception)
    {
        if (Interlocked.Exchange(ref _hasFailed, 1) == 0)
        {
            string message = exception.Message.EndsWith('.') ? exception.Message : exception.Message + ".";
            outcome.RecordFailure(new InvalidOperationException($"The TimeProvider '{provider.GetType()}' of flow '{flowName}' threw an exception: {message}", exception));
        }
    }
}
