namespace AsyncFlow.Orleans.Execution;

/// <summary>Limits of all runs of a process.</summary>
/// <param name="MaxStarts">How often a step is started that never ends before its process does.</param>
/// <param name="LockLease">How long a lock is held without a sign of its holder.</param>
internal sealed record DurableLimits(int MaxStarts, TimeSpan LockLease)
{
    /// <summary>The number of elements that have a state of their own together.</summary>
    public const int ChunkSize = 250;

    /// <summary>The number of parts of a limited step that are worked on at the same time.</summary>
    public const int MaxChunks = 8;
}
