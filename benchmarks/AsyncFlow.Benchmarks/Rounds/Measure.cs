using System.Diagnostics;
using System.Globalization;

namespace AsyncFlow.Benchmarks.Rounds;

/// <summary>Times something that takes from nanoseconds to milliseconds: warm first, then the median of short rounds.</summary>
internal static class Measure
{
    private const double RoundSeconds = 0.01;

    // Large flows have thousands of methods, and the JIT compiler optimises them one after the other: warm is who has not become
    // faster for a second.
    private const double SteadySeconds = 1;
    private const double LongestWarmUp = 10;

    private static readonly double s_warmUp = Seconds("WARMUP", 2);
    private static readonly double s_measured = Seconds("MEASURE", 0.5);

    /// <summary>The median time of one run, in nanoseconds.</summary>
    public static async Task<double> NanosecondsAsync(Func<ValueTask> run)
    {
        int count = await WarmUpAsync(run).ConfigureAwait(false);
        List<double> rounds = [];
        long start = Stopwatch.GetTimestamp();
        while (rounds.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < s_measured)
        {
            TimeSpan elapsed = await TimeAsync(run, count).ConfigureAwait(false);
            rounds.Add(elapsed.TotalNanoseconds / count);
        }

        return Median(rounds);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }

    // By the clock and not by a count: code that is still in the first tier of the JIT compiler is many times slower, and how
    // long that lasts does not depend on how often it runs. Returns how many runs make a round.
    private static async Task<int> WarmUpAsync(Func<ValueTask> run)
    {
        int count = 1;
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        long improved = start;
        do
        {
            double seconds = (await TimeAsync(run, count).ConfigureAwait(false)).TotalSeconds;
            if (seconds / count < 0.97 * best)
            {
                best = seconds / count;
                improved = Stopwatch.GetTimestamp();
            }

            count = Math.Max(1, (int)Math.Min(count * 2L, count * RoundSeconds / Math.Max(seconds, 1e-9)));
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < s_warmUp
            || (Stopwatch.GetElapsedTime(improved).TotalSeconds < Math.Min(SteadySeconds, s_warmUp) && Stopwatch.GetElapsedTime(start).TotalSeconds < LongestWarmUp));
        return count;
    }

    private static async Task<TimeSpan> TimeAsync(Func<ValueTask> run, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await run().ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>A number of seconds that can be set in the environment.</summary>
    public static double Seconds(string variable, double usual) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out double seconds) ? seconds : usual;
}
