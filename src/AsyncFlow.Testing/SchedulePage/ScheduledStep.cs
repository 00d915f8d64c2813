namespace AsyncFlow.Testing.SchedulePage;

/// <summary>A step of a schedule.</summary>
/// <param name="Name">Its name, after those of the steps around it.</param>
/// <param name="Locks">The locks that it holds while it runs.</param>
/// <param name="After">The steps whose ends it waits for.</param>
/// <param name="IsNested">Whether its run takes place within a step of another.</param>
internal sealed record ScheduledStep(string Name, IReadOnlyList<string> Locks, IReadOnlyList<int> After, bool IsNested);
