namespace AsyncFlow.Orleans.Storage;

/// <summary>The stored state of a lock.</summary>
/// <param name="Version">Raised by every <see cref="LockCommit"/>, which is refused with an old one. What steps release by their commits does not raise it.</param>
/// <param name="Fence">The last fence that was granted; 0 for none.</param>
/// <param name="Holders">Who holds the lock.</param>
internal sealed record LockRecord(long Version, long Fence, IReadOnlyList<LockHolder> Holders);

/// <summary>A holder of a lock.</summary>
/// <param name="Fence">Larger than that of every earlier holder of this lock.</param>
/// <param name="Owner">What holds it.</param>
/// <param name="Attempt">The execution of the owner that holds it.</param>
internal sealed record LockHolder(long Fence, LockOwner Owner, string Attempt);

/// <summary>What holds a lock or waits for it.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Step">The step.</param>
/// <param name="Element">The index of the element; -1 for the step as a whole.</param>
[GenerateSerializer, Immutable]
internal sealed record LockOwner([property: Id(0)] string Run, [property: Id(1)] int Step, [property: Id(2)] int Element);

/// <summary>A change of a lock. All of it is stored, or nothing.</summary>
/// <param name="Name">The name of the lock.</param>
/// <param name="Version">The new version, one more than the stored one.</param>
/// <param name="Fence">The last fence that is granted.</param>
/// <param name="Removed">The fences of those that do not hold the lock any more. Some may be gone already.</param>
/// <param name="Granted">Those that hold it from now on.</param>
/// <param name="GrantedAt">When.</param>
internal sealed record LockCommit(string Name, long Version, long Fence, IReadOnlyList<long> Removed, IReadOnlyList<LockHolder> Granted, DateTimeOffset GrantedAt);

/// <summary>A lock that a step holds, on its way into the commit of what the step did.</summary>
/// <param name="Name">The name of the lock.</param>
/// <param name="Fence">The fence, by which the commit checks that the lock is still held.</param>
/// <param name="Attempt">The execution that holds it.</param>
[GenerateSerializer, Immutable]
internal sealed record HeldLock([property: Id(0)] string Name, [property: Id(1)] long Fence, [property: Id(2)] string Attempt);
