namespace AsyncFlow.Orleans.Storage;

/// <summary>The stored state of a part of a step's elements.</summary>
/// <param name="Version">Raised by every commit. A commit with an old version is refused.</param>
/// <param name="Starts">How often an activation has taken the part up since an element of it was last stored.</param>
/// <param name="Elements">The elements that are stored, without their results.</param>
internal sealed record ChunkRecord(long Version, int Starts, IReadOnlyList<StepRecord> Elements);
