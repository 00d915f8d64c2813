namespace AsyncFlow.Testing;

/// <summary>A schedule has failed. The message contains the failure, the events in order, and how to replay the schedule.</summary>
public sealed class ExplorationException : Exception
{
    internal ExplorationException(FlowPlan plan, int number, int? seed, string schedule, IReadOnlyList<FlowEvent> events, Exception cause)
        : base(Describe(plan, number, seed, schedule, events, cause), cause)
    {
        Seed = seed;
        Schedule = schedule;
        Events = events;
    }

    /// <summary>The seed, which gives the same schedule on a <see cref="SimulationHost"/>; null if none was used.</summary>
    public int? Seed { get; }

    /// <summary>The schedule, for <see cref="Explore.ReplayAsync{TFlow}(Func{TFlow}, string, Action{TFlow}, ExplorationOptions, CancellationToken)"/>.</summary>
    public string Schedule { get; }

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<FlowEvent> Events { get; }

    private static string Describe(FlowPlan plan, int number, int? seed, string schedule, IReadOnlyList<FlowEvent> events, Exception cause)
    {
        string found = seed is null ? "" : $" with seed {seed}";
        return $"""
            Flow '{plan.Name}' failed in schedule number {number}{found}: {cause.GetType().Name}: {cause.Message}
            Order of events:
            {EventText.Format(events).TrimEnd('\n')}
            To have exactly this again: Explore.ReplayAsync(…, "{schedule}", …)
            """.ReplaceLineEndings("\n");
    }
}
