using AsyncFlow.Reports;

namespace AsyncFlow.Monitoring;

/// <summary>What a step of a live run does at the moment. Immutable: a thread that reads it sees one state.</summary>
/// <param name="State">What it does.</param>
/// <param name="Since">Since when: a time stamp of the run's clock.</param>
internal sealed record LiveStep(LiveState State, long Since)
{
    public static LiveStep Ended { get; } = new(LiveState.Ended, 0);

    /// <summary>The lock for which it waits; 0 for none.</summary>
    public long AwaitedLock { get; init; }

    /// <summary>The name of that lock.</summary>
    public string? AwaitedLockName { get; init; }

    /// <summary>The locks that it holds.</summary>
    public HeldLockInfo[] HeldLocks { get; init; } = [];
}

/// <summary>What a step of a live run does.</summary>
internal enum LiveState
{
    /// <summary>It waits for a lock.</summary>
    AwaitsLock,

    /// <summary>It waits for a slot of the concurrency limit, or has one and waits for a thread.</summary>
    AwaitsSlot,

    /// <summary>Its code has started, and has not ended.</summary>
    Runs,

    /// <summary>It has ended.</summary>
    Ended,
}
