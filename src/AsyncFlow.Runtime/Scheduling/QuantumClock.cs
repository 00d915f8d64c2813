using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncFlow.Scheduling;

/// <summary>
/// Tells when a thread has used up its quantum, without reading the clock (27 ns) at every step: only every n-th question reads
/// it, and n adapts to how long the steps take. Used by one thread at a time.
/// </summary>
internal struct QuantumClock
{
    private const int LongestStride = 32;

    // A new stretch is measured again soon after its beginning, so that flows of few steps are measured at all.
    private const int SecondReading = 4;

    private static readonly long s_slow = Stopwatch.Frequency / 10_000;

    // 0: this stretch has not been timed yet.
    private long _began;
    private long _lastReading;
    private int _stride;
    private int _untilReading;

    /// <summary>Ends a stretch; the next question begins another. What was learned about the steps' duration stays.</summary>
    public void Stop()
    {
        if (_began == 0)
        {
            return;
        }

        // Otherwise nothing would be learned from a stretch too short for a second reading.
        if (_lastReading == _began)
        {
            Learn(Stopwatch.GetTimestamp());
        }

        _began = 0;
    }

    /// <summary>Whether this stretch has lasted for about <paramref name="limit"/> stopwatch ticks.</summary>
    public bool Exceeds(long limit) => --_untilReading < 0 && ReadingExceeds(limit);

    // Not inlined: the loops that ask have few registers to spare.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool ReadingExceeds(long limit)
    {
        long now = Stopwatch.GetTimestamp();
        if (_began == 0)
        {
            _began = now;
            _lastReading = now;
            _untilReading = Math.Min(_stride, SecondReading);
            return false;
        }

        Learn(now);
        return now - _began >= limit;
    }

    // Steps of more than 0.1 ms between two readings: read at every step. Otherwise ever less often.
    private void Learn(long now)
    {
        _stride = now - _lastReading > s_slow ? 0 : Math.Min((_stride * 2) + 1, LongestStride);
        _lastReading = now;
        _untilReading = _stride;
    }
}
