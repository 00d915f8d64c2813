namespace AsyncFlow.Orleans.Storage;

/// <summary>A change of a run. All of it is stored, or nothing.</summary>
/// <param name="Run">The new state; its version is one more than the stored one.</param>
/// <param name="Steps">The steps that have changed.</param>
/// <param name="Forgotten">The steps whose rows are removed, with those of unsuccessful elements, before others are written.</param>
internal sealed record RunCommit(RunRecord Run, IReadOnlyList<StepRecord> Steps, IReadOnlyList<int> Forgotten);

/// <summary>A change of a part of a step's elements. All of it is stored, or nothing.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The step.</param>
/// <param name="Chunk">The number of the part.</param>
/// <param name="Version">The new version, one more than the stored one.</param>
/// <param name="Starts">How often it was taken up since an element was stored.</param>
/// <param name="Elements">The elements that have ended.</param>
internal sealed record ChunkCommit(string Run, int Step, int Chunk, long Version, int Starts, IReadOnlyList<StepRecord> Elements);
