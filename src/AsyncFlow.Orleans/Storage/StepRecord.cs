using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The stored state of a step, or of an element.</summary>
internal sealed record StepRecord
{
    public required int Step { get; init; }

    /// <summary>The index of the element; -1 for the step as a whole.</summary>
    public int Element { get; init; } = -1;

    public required string Name { get; init; }

    /// <summary>What became of it; <see cref="StepStatus.None"/> if it has started and not ended.</summary>
    public StepStatus Status { get; init; }

    /// <summary>The result; null if there is none, and where only the state was read.</summary>
    public byte[]? Result { get; init; }

    public FlowFailure? Failure { get; init; }

    /// <summary>How often it was attempted in its last execution.</summary>
    public int Attempts { get; init; }

    /// <summary>How often an activation of the run has started it without storing an end.</summary>
    public int Starts { get; init; }

    /// <summary>The number of elements of a step that runs once for each; -1 if it is not known.</summary>
    public int ElementCount { get; init; } = -1;

    /// <summary>
    /// Null if the step names no locks. Otherwise the commit is refused as a whole if one of these is not held any more; and if the step has ended,
    /// the commit releases all that it holds. Not stored with the step.
    /// </summary>
    public IReadOnlyList<HeldLock>? Locks { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }
}
