using System.Diagnostics;
using System.Globalization;

namespace AsyncFlow.Benchmarks.Rounds;

/// <summary>What other processes take of the machine while something is measured. Known on Linux only.</summary>
internal static class Machine
{
    private const double Tolerable = 0.04;

    private static readonly int s_attempts = int.TryParse(Environment.GetEnvironmentVariable("ATTEMPTS"), CultureInfo.InvariantCulture, out int attempts) ? attempts : 20;

    /// <summary>Measures until other processes have left the machine alone, and gives the measurement with the least of them.</summary>
    public static async Task<(T Value, bool Disturbed)> MeasureAsync<T>(Func<Task<T>> measure)
    {
        (T Value, double Others) best = (default!, double.MaxValue);
        for (int attempt = 0; attempt < s_attempts && best.Others > Tolerable; attempt++)
        {
            long start = Stopwatch.GetTimestamp();
            double busy = BusySeconds(), own = OwnSeconds();
            T value = await measure().ConfigureAwait(false);
            double others = BusySeconds() - busy - (OwnSeconds() - own);
            others /= Stopwatch.GetElapsedTime(start).TotalSeconds * Environment.ProcessorCount;
            if (others < best.Others)
            {
                best = (value, others);
            }
        }

        return (best.Value, best.Others > Tolerable);
    }

    private static double OwnSeconds() => OperatingSystem.IsLinux() ? Environment.CpuUsage.TotalTime.TotalSeconds : 0;

    // The first line counts hundredths of seconds of all processors: user, nice, system, idle, waiting, interrupts, and so on.
    private static double BusySeconds()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        string[] counts = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return counts[1..9].Where(static (_, index) => index is not (3 or 4)).Sum(static count => double.Parse(count, CultureInfo.InvariantCulture)) / 100;
    }
}
