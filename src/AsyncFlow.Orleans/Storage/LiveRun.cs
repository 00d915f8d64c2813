using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>A run that has not ended.</summary>
internal sealed record LiveRun(string Id, string Flow, string Fingerprint, FlowRunStatus Status);
