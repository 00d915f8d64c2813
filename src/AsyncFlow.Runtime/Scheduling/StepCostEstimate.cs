using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// A guess whether steps are so short that waking another worker for those that wait costs more than it gives. One of several stretches of
/// work is timed. Used by any workers at the same time, without order: what one of them overwrites was as good a guess.
/// </summary>
internal struct StepCostEstimate
{
    // Two readings of the clock cost as much as two small steps.
    private const int UntimedStretches = 7;

    // 50 us: several times what it takes to wake a thread.
    private static readonly long s_short = Stopwatch.Frequency / 20_000;

    private int _untilTimed;

    /// <summary>Whether the steps of the last stretch that was timed took less than 50 µs each; false before there was one.</summary>
    public bool IsShort { get; private set; }

    /// <summary>A worker begins a stretch.</summary>
    /// <returns>What <see cref="End"/> is to be given.</returns>
    public long Begin() => --_untilTimed < 0 ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A worker ends a stretch.</summary>
    /// <param name="began">What <see cref="Begin"/> returned.</param>
    /// <param name="steps">How many steps it has taken in hand.</param>
    public void End(long began, int steps)
    {
        if (began != 0)
        {
            IsShort = Stopwatch.GetTimestamp() - began < s_short * steps;
            _untilTimed = IsShort ? UntimedStretches : 0;
        }
    }
}
