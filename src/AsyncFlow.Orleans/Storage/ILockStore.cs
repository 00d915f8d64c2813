namespace AsyncFlow.Orleans.Storage;

/// <summary>
/// Where locks are stored: in the database of the runs, because what a step stores while it holds a lock, the check that it still holds it, and the release
/// are one transaction of <see cref="IRunStore"/> (<see cref="StepRecord.Locks"/>). A commit is on disk when its task has completed. Safe to use from any thread.
/// </summary>
/// <remarks>
/// Where several processes write, the check of a fence has to lock its row: a grant that removes the row must come before the commit of the step, which is then refused, or after it.
/// </remarks>
internal interface ILockStore
{
    /// <summary>The state of a lock; an empty one if it was never taken.</summary>
    Task<LockRecord> ReadLockAsync(string name);

    /// <summary>Changes a lock.</summary>
    /// <returns>Whether the lock still had the version that the change is based on. Otherwise nothing is changed.</returns>
    Task<bool> CommitAsync(LockCommit commit);
}
