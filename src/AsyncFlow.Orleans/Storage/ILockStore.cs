namespace AsyncFlow.Orleans.Storage;

/// <summary>
/// Where locks are stored: in the database of the runs, because what a step stores while it holds a lock, the check that it still holds it, and the release
/// are one transaction of <see cref="IRunStore"/> (<see cref="StepRecord.Locks"/>). A commit is on disk when its task has completed. Safe to use from any thread.
/// </summary>
internal interface ILockStore
{
    /// <summary>The state of a lock; an empty one if it was never taken.</summary>
    Task<LockRecord> ReadLockAsync(string name);

    /// <summary>Changes a lock.</summary>
    /// <returns>Whether the lock still had the version that the change is based on. Otherwise nothing is changed.</returns>
    Task<bool> CommitAsync(LockCommit commit);
}
