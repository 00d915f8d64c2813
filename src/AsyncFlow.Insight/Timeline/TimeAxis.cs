namespace AsyncFlow.Insight.Timeline;

/// <summary>Chooses the times that an axis shows.</summary>
internal static class TimeAxis
{
    // Round numbers of the units that people use.
    private static readonly long[] s_steps =
    [
        .. from power in Enumerable.Range(0, 10)
           from digit in (int[])[1, 2, 5]
           let step = digit * (long)Math.Pow(10, power)
           where step <= TimeSpan.TicksPerSecond * 30
           select step,
        TimeSpan.TicksPerMinute, 2 * TimeSpan.TicksPerMinute, 5 * TimeSpan.TicksPerMinute, 10 * TimeSpan.TicksPerMinute, 30 * TimeSpan.TicksPerMinute,
        TimeSpan.TicksPerHour, 2 * TimeSpan.TicksPerHour, 6 * TimeSpan.TicksPerHour, 12 * TimeSpan.TicksPerHour,
        .. Enumerable.Range(0, 7).SelectMany(static power => (int[])[1, 2, 5], static (power, digit) => digit * (long)Math.Pow(10, power) * TimeSpan.TicksPerDay),
    ];

    /// <summary>Times from 0 on, evenly apart.</summary>
    /// <param name="duration">The length of the axis, in ticks.</param>
    /// <param name="count">No more than about so many.</param>
    public static IEnumerable<long> Ticks(long duration, int count)
    {
        long step = s_steps.FirstOrDefault(step => duration / step <= count, s_steps[^1]);
        for (long tick = 0; tick <= duration; tick += step)
        {
            yield return tick;
        }
    }
}
