using System.Globalization;
using AsyncFlow.Interleaving;

namespace AsyncFlow.Verification.Tests;

/// <summary>How far the explorations go. The environment variable ASYNCFLOW_PREEMPTIONS adds preemptions to those of each test.</summary>
internal static class Limits
{
    private static readonly int s_more = int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_PREEMPTIONS"), CultureInfo.InvariantCulture, out int more) ? more : 0;

    private static readonly int s_deviations = int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_DEVIATIONS"), CultureInfo.InvariantCulture, out int deviations) ? deviations : 1;

    private static readonly int s_schedules =
        int.TryParse(Environment.GetEnvironmentVariable("ASYNCFLOW_SCHEDULES"), CultureInfo.InvariantCulture, out int schedules) ? schedules : int.MaxValue;

    /// <summary>All schedules with two preemptions.</summary>
    public static ExplorerOptions Options { get; } = Fewer(0);

    /// <summary>For subjects that have many schedules: fewer preemptions, except in the long set.</summary>
    public static ExplorerOptions Fewer(int fewer) => new() { Preemptions = Math.Max(0, 2 - fewer + s_more), MaxSchedules = s_schedules };

    /// <summary>For whole runs, which have many threads: all schedules that deviate once from the order in which threads start, or as often as ASYNCFLOW_DEVIATIONS says.</summary>
    public static ExplorerOptions OfRuns { get; } = new() { Deviations = s_deviations, MaxSchedules = s_schedules };
}
