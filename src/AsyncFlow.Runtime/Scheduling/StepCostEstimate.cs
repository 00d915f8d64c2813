using System.Diagnostics;

namespace AsyncFlow.Scheduling;

/// <summary>
/// Estimates whether steps are so short that waking another worker for those that wait costs more than it gains. One of several stretches
/// of work is timed.
/// </summary>
/// <remarks>Workers use it at the same time without synchronization: a lost update was as good an estimate as the one that overwrote it.</remarks>
internal struct StepCostEstimate
{
    // Two readings of the clock cost as much as two small steps.
    private const int UntimedStretches = 7;

    // 50 us: several times what it takes to wake a thread.
    private static readonly long s_short = Stopwatch.Frequency / 20_000;

    private int _untilTimed;

    /// <summary>Whether the steps of the last stretch that was timed took less than 50 µs each; false before there was one.</summary>
    public bool IsShort { get; private set; }

    /// <summary>Begins a stretch.</summary>
    /// <returns>The argument for <see cref="End"/>.</returns>
    public long Begin() => --_untilTimed < 0 ? Stopwatch.GetTimestamp() : 0;

    /// <summary>Ends a stretch.</summary>
    /// <param name="began">What <see cref="Begin"/> returned.</param>
    /// <param name="steps">How many steps the stretch executed.</param>
    public void End(long began, int steps)
    {
        if (began != 0)
        {
            IsShort = Stopwatch.GetTimestamp() - began < s_short * steps;
            _untilTimed = IsShort ? UntimedStretches : 0;
        }
    }
}
