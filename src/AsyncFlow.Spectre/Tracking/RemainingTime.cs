using AsyncFlow.Spectre.Durations;

namespace AsyncFlow.Spectre.Tracking;

/// <summary>Estimates how long a run will still take, if its steps take as long as they did earlier.</summary>
internal static class RemainingTime
{
    /// <summary>
    /// The longer one of: the longest chain of steps that have not ended; the work that is left, done as many steps at a time as earlier. The first is what
    /// the graph demands, the second accounts for locks and limits.
    /// </summary>
    public static TimeSpan Of(TrackedRun run, StepDurations earlier)
    {
        TimeSpan[] chains = new TimeSpan[run.Plan.Steps.Count];
        foreach (TrackedStep step in run.Steps)
        {
            chains[step.Info.Index] = LeftOf(step, earlier);
        }

        TimeSpan longest = TimeSpan.Zero, work = TimeSpan.Zero;
        foreach (StepInfo step in run.Plan.Waves.Reverse().SelectMany(static wave => wave))
        {
            work += chains[step.Index];
            TimeSpan behind = TimeSpan.Zero;
            foreach (StepInfo downstream in step.Downstream)
            {
                behind = Max(behind, chains[downstream.Index]);
            }

            chains[step.Index] += behind;
            longest = Max(longest, chains[step.Index]);
        }

        double workBefore = run.Plan.Steps.Sum(step => (earlier[step.Name] ?? TimeSpan.Zero).TotalSeconds);
        double parallelism = earlier.Total > TimeSpan.Zero ? Math.Max(1, workBefore / earlier.Total.TotalSeconds) : 1;
        return Max(longest, work / parallelism);
    }

    /// <summary>How much of a running step is done, from 0 to 1: by its elements, or else by the time that it took earlier; null if neither is known.</summary>
    public static double? ShareDone(TrackedStep step, StepDurations? earlier)
    {
        if (step.Within is { HasElements: true, Share: { } share })
        {
            return share;
        }

        return earlier?[step.Path] is { } duration && duration > TimeSpan.Zero ? Math.Min(1, step.Age / duration) : step.Within?.Share;
    }

    private static TimeSpan LeftOf(TrackedStep step, StepDurations earlier)
    {
        if (step.State == StepState.Ended || earlier[step.Path] is not { } duration)
        {
            return TimeSpan.Zero;
        }

        return step.State == StepState.Runs ? duration * (1 - (ShareDone(step, earlier) ?? 0)) : duration;
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
