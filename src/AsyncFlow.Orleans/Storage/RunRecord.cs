using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The stored state of a run as a whole.</summary>
internal sealed record RunRecord
{
    public required string Id { get; init; }

    public required string Flow { get; init; }

    public required string Fingerprint { get; init; }

    /// <summary>The signatures of the version that started it, one on each line.</summary>
    public string Signatures { get; init; } = "";

    /// <summary>Why it is parked; null unless it is.</summary>
    public string? ParkedBecause { get; init; }

    /// <summary>What the spans of its steps belong to, in the format of the header <c>traceparent</c>; null for nothing.</summary>
    public string? TraceParent { get; init; }

    public required byte[] Inputs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public FlowRunStatus Status { get; init; } = FlowRunStatus.Running;

    /// <summary>How often an activation has taken the run up.</summary>
    public long Epoch { get; init; }

    /// <summary>Raised by every commit. A commit with an old version is refused.</summary>
    public long Version { get; init; }

    public bool IsCancelRequested { get; init; }

    /// <summary>What ended the run: the first failure that was not handled, if no cancellation came first.</summary>
    public FlowFailure? Failure { get; init; }

    /// <summary>Whether the run cannot succeed any more, unless it is retried.</summary>
    public bool IsUnsuccessful { get; init; }

    public FlowRunInfo ToInfo() => new(Id, Flow, Status, CreatedAt, UpdatedAt, Fingerprint, Epoch, Failure) { ParkedBecause = ParkedBecause };
}
