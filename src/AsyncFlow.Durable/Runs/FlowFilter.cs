namespace AsyncFlow.Durable;

/// <summary>Which runs are listed.</summary>
public sealed record FlowFilter
{
    /// <summary>Only runs of the flow with this name; null for all flows.</summary>
    public string? Flow { get; init; }

    /// <summary>Only runs with this status; null for any.</summary>
    public FlowRunStatus? Status { get; init; }

    /// <summary>The maximum number of runs, of which the newest are returned. 100 by default.</summary>
    public int MaxCount { get; init; } = 100;
}
