using System.Diagnostics;
using System.Globalization;

namespace AsyncFlow.Benchmarks.Rounds;

/// <summary>
/// Measures by rounds of which those count that other processes left alone: in which no thread of this process had to wait for a processor. Known on
/// Linux only; elsewhere all rounds count.
/// </summary>
internal static class Machine
{
    private const double Tolerable = 0.02;
    private const int Enough = 15;

    private static readonly double s_measured = Measure.Seconds("MEASURE", 0.4);
    private static readonly double s_patience = Measure.Seconds("PATIENCE", 6);

    /// <summary>Repeats a round until enough have been left alone, or patience ends.</summary>
    /// <returns>The rounds left alone; if there are too few of them, the five that had to wait least, and true.</returns>
    public static async Task<(IReadOnlyList<T> Rounds, bool Disturbed)> MeasureAsync<T>(Func<Task<T>> round)
    {
        List<(T Value, double Waited)> rounds = [];
        int quiet = 0;
        long start = Stopwatch.GetTimestamp();
        double elapsed;
        do
        {
            double before = WaitedSeconds();
            long began = Stopwatch.GetTimestamp();
            T value = await round().ConfigureAwait(false);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            double waited = Math.Max(0, WaitedSeconds() - before) / seconds;
            rounds.Add((value, waited));
            quiet += waited <= Tolerable ? 1 : 0;
            elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }
        while (rounds.Count < 5 || (elapsed < s_patience && (quiet < Enough || elapsed < s_measured)));
        bool disturbed = quiet < 5;
        IEnumerable<(T Value, double Waited)> best = disturbed
            ? rounds.OrderBy(static measured => measured.Waited).Take(5)
            : rounds.Where(static measured => measured.Waited <= Tolerable);
        return ([.. best.Select(static measured => measured.Value)], disturbed);
    }

    // The second number of a thread's line: nanoseconds for which it was ready and had no processor.
    private static double WaitedSeconds()
    {
        const string Threads = "/proc/self/task";
        if (!Directory.Exists(Threads))
        {
            return 0;
        }

        double nanoseconds = 0;
        foreach (string thread in Directory.EnumerateDirectories(Threads))
        {
            try
            {
                nanoseconds += double.Parse(File.ReadAllText(Path.Join(thread, "schedstat")).Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // The thread has ended.
            }
        }

        return nanoseconds / 1e9;
    }
}
