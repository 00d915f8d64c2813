using System.Globalization;

namespace AsyncFlow.Testing;

/// <summary>What an exploration tried, none of which failed. Immutable.</summary>
public sealed class ExplorationResult
{
    internal ExplorationResult(int schedules, int distinctSchedules, bool isComplete)
    {
        Schedules = schedules;
        DistinctSchedules = distinctSchedules;
        IsComplete = isComplete;
    }

    /// <summary>How many schedules were tried.</summary>
    public int Schedules { get; }

    /// <summary>How many of them were different.</summary>
    public int DistinctSchedules { get; }

    /// <summary>Whether every schedule is known to have been tried. Always false for a random exploration.</summary>
    public bool IsComplete { get; }

    /// <summary>The numbers, in words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Schedules} schedule{(Schedules == 1 ? "" : "s")} tried, {DistinctSchedules} different, {(IsComplete ? "all there are" : "not all there are")}");
}
