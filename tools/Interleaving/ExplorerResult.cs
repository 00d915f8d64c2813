namespace AsyncFlow.Interleaving;

/// <summary>What was tried, none of which failed.</summary>
/// <param name="Schedules">How many schedules, with those that only found points.</param>
/// <param name="IsComplete">Whether these were all there are within the options.</param>
/// <param name="Threads">The most threads of a schedule.</param>
/// <param name="Points">The most points of a schedule at which another thread could come in between.</param>
/// <param name="Races">The plain accesses that race with others, by their place in the code.</param>
public sealed record ExplorerResult(int Schedules, bool IsComplete, int Threads, int Points, IReadOnlyList<string> Races);
