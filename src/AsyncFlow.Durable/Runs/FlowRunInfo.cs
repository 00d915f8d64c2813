namespace AsyncFlow.Durable;

/// <summary>What is stored of a durable run.</summary>
/// <param name="Id">The id that the run was started with.</param>
/// <param name="Flow">The name of the flow.</param>
/// <param name="Status">How far it has come.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="UpdatedAt">When its progress was last stored.</param>
/// <param name="Fingerprint">The version of the flow that started it.</param>
/// <param name="Epoch">How often a process has taken the run up: 1 for a run that was never interrupted.</param>
/// <param name="Failure">The first failure that was not handled; null if there is none.</param>
public sealed record FlowRunInfo(string Id, string Flow, FlowRunStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Fingerprint, long Epoch, FlowFailure? Failure)
{
    /// <summary>Why the run is <see cref="FlowRunStatus.Parked"/>; null unless it is.</summary>
    public string? ParkedBecause { get; init; }
}
