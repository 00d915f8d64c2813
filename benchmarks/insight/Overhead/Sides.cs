using System.Diagnostics;
using AsyncFlow.Benchmarks.Rounds;

namespace Overhead;

/// <summary>Two ways to do something, measured by short rounds that take turns. Of the pairs of rounds those count that other processes left alone.</summary>
internal static class Sides
{
    private const double RoundSeconds = 0.004;
    private const double WarmUpSeconds = 1.5;

    /// <summary>The nanoseconds of both, for each pair of rounds.</summary>
    public static async Task<(IReadOnlyList<(double First, double Second)> Pairs, bool Disturbed)> CompareAsync(Func<ValueTask> first, Func<ValueTask> second)
    {
        int count = 16;
        for (Stopwatch clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < WarmUpSeconds;)
        {
            double slower = Math.Max(await TimeAsync(first, count), await TimeAsync(second, count));
            count = Math.Max(1, (int)(RoundSeconds * 1e9 / slower));
        }

        int pair = 0;
        return await Machine.MeasureAsync(async () =>
        {
            if (pair++ % 2 == 0)
            {
                double one = await TimeAsync(first, count);
                return (one, await TimeAsync(second, count));
            }

            double other = await TimeAsync(second, count);
            return (await TimeAsync(first, count), other);
        });
    }

    /// <summary>The bytes of one run. The least of several: other threads may have an allocation of their own counted.</summary>
    public static async Task<double> BytesAsync(Func<ValueTask> run)
    {
        const int Count = 2_000;
        double least = double.MaxValue;
        for (int i = 0; i < 9; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await TimeAsync(run, Count);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Count);
        }

        // What measuring itself takes is a few hundred bytes for all of them.
        return Math.Floor(least);
    }

    private static async Task<double> TimeAsync(Func<ValueTask> run, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await run();
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }
}
