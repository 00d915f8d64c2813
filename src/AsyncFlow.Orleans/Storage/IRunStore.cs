using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Where runs are stored. A commit is on disk when its task has completed. Safe to use from any thread.</summary>
internal interface IRunStore
{
    /// <summary>Makes the database ready: creates or upgrades its tables. Called once, before anything else.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Stores a new run, and the steps that it starts with, unless there is one with its id.</summary>
    /// <returns>Whether it is new. Otherwise nothing is changed.</returns>
    Task<bool> CreateAsync(RunCommit created);

    /// <summary>Changes a run. What is asked of a commit with <see cref="StepRecord.Locks"/> is part of it.</summary>
    /// <returns>Whether the run still had the version that the change is based on, and the steps their locks. Otherwise nothing is changed.</returns>
    Task<bool> CommitAsync(RunCommit commit);

    /// <summary>Moves a run to another version of its flow.</summary>
    /// <returns>Whether the run still had the version that the change is based on.</returns>
    Task<bool> UpgradeAsync(RunUpgrade upgrade);

    /// <summary>Changes a part of a step's elements. What is asked of a commit with <see cref="StepRecord.Locks"/> is part of it.</summary>
    /// <returns>Whether it still had the version that the change is based on, and the elements their locks. Otherwise nothing is changed.</returns>
    Task<bool> CommitAsync(ChunkCommit commit);

    /// <summary>The state of a run; null if there is none.</summary>
    Task<RunRecord?> FindRunAsync(string id);

    /// <summary>The states of the steps of a run that have started, without their results.</summary>
    Task<IReadOnlyList<StepRecord>> ReadStepsAsync(string id);

    /// <summary>Whether a step of a run has succeeded.</summary>
    Task<bool> IsCommittedAsync(string id, int step);

    /// <summary>How many elements of each step have succeeded.</summary>
    Task<IReadOnlyDictionary<int, int>> CountElementsAsync(string id);

    /// <summary>The state of a part of a step's elements.</summary>
    Task<ChunkRecord> ReadChunkAsync(string id, int step, int chunk, int first, int count);

    /// <summary>What became of a step, with its result and its elements.</summary>
    Task<StoredStep> ReadResultAsync(string id, int step);

    /// <summary>The runs that have not ended.</summary>
    Task<IReadOnlyList<LiveRun>> ListLiveAsync();

    /// <summary>The runs of a filter, the newest first.</summary>
    Task<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter);
}
