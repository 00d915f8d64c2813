namespace AsyncFlow.Orleans.Execution;

/// <summary>Limits of all runs of a process.</summary>
/// <param name="MaxStarts">How often a step is started that never ends before its process does.</param>
internal sealed record DurableLimits(int MaxStarts)
{
    /// <summary>The number of elements that have a state of their own together.</summary>
    public const int ChunkSize = 250;

    /// <summary>The number of parts of a limited step that are worked on at the same time.</summary>
    public const int MaxChunks = 8;
}
