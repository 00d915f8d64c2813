using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AsyncFlow.Benchmarks.Rounds;

namespace Outside;

/// <summary>Compares two sides by short rounds that take turns, and keeps the rows of a table.</summary>
internal sealed class Pairs(Func<Task> between)
{
    private const double RoundSeconds = 0.008;
    private const double QuietSeconds = 1.5;
    private const double LongestWarmUp = 60;

    private static readonly string s_rows = Environment.GetEnvironmentVariable("ROWS") ?? "";

    private readonly List<string> _slower = [];

    /// <summary>The rows in which the flow is slower than the code by hand.</summary>
    public IReadOnlyList<string> Slower => _slower;

    /// <summary>Measures two sides and prints a row.</summary>
    /// <param name="name">The row.</param>
    /// <param name="hand">How the code by hand is written.</param>
    /// <param name="steps">The steps of a run.</param>
    /// <param name="ours">A run of the flow.</param>
    /// <param name="theirs">A run of the code by hand.</param>
    public async Task CompareAsync(string name, string hand, int steps, Func<ValueTask> ours, Func<ValueTask> theirs)
    {
        if (!name.Contains(s_rows, StringComparison.Ordinal))
        {
            return;
        }

        await between();
        (int ourCount, int theirCount) = await WarmUpAsync(ours, theirs);
        int pair = 0;
        (IReadOnlyList<(double Ours, double Theirs)> pairs, bool disturbed) = await Machine.MeasureAsync(async () =>
        {
            if (pair++ % 2 == 0)
            {
                double our = await TimeAsync(ours, ourCount);
                return (our, await TimeAsync(theirs, theirCount));
            }

            double their = await TimeAsync(theirs, theirCount);
            return (await TimeAsync(ours, ourCount), their);
        });
        double ratio = Measure.Median(pairs.Select(static pair => pair.Ours / pair.Theirs));
        double first = Measure.Median(pairs.Select(static pair => pair.Ours)), second = Measure.Median(pairs.Select(static pair => pair.Theirs));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {hand} | {first * 1e9 / steps:F1} | {second * 1e9 / steps:F1} | **{ratio:F2}**{(disturbed ? "*" : "")} |"));
        if (ratio > 1.05)
        {
            _slower.Add(string.Create(CultureInfo.InvariantCulture, $"{name} ({hand}, {ratio:F2})"));
        }
    }

    /// <summary>
    /// Runs both sides until the JIT compiler has had nothing to do for a while. How long a thousand methods take to become optimized depends on
    /// what else the machine does, so the clock does not tell.
    /// </summary>
    /// <returns>How many runs make a round.</returns>
    public static async Task<(int First, int Second)> WarmUpAsync(Func<ValueTask> first, Func<ValueTask> second)
    {
        (int one, int two) = (1, 1);
        long start = Stopwatch.GetTimestamp(), changed = start;
        long compiled = JitInfo.GetCompiledMethodCount();
        do
        {
            one = Next(one, await TimeAsync(first, one));
            two = Next(two, await TimeAsync(second, two));
            if (JitInfo.GetCompiledMethodCount() is long now && now != compiled)
            {
                (compiled, changed) = (now, Stopwatch.GetTimestamp());
            }
        }
        while (Stopwatch.GetElapsedTime(changed).TotalSeconds < QuietSeconds && Stopwatch.GetElapsedTime(start).TotalSeconds < LongestWarmUp);
        return (one, two);
    }

    private static int Next(int count, double seconds) => Math.Max(1, (int)Math.Min(count * 2L, RoundSeconds / Math.Max(seconds, 1e-10)));

    private static async Task<double> TimeAsync(Func<ValueTask> run, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }
}
