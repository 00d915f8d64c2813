using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Contracts;

/// <summary>A lock of the cluster. The key is its name.</summary>
internal interface ILockGrain : IGrainWithStringKey
{
    /// <summary>Waits a while for the lock. It is granted in the order of the first calls. Calls for an execution that holds it already change nothing.</summary>
    Task<LockReply> AcquireAsync(LockRequest request);

    /// <summary>Begins the lease of a holder anew, if it still holds the lock.</summary>
    Task<LeaseState> RenewAsync(LockOwner owner, long fence);

    /// <summary>An execution does not hold the lock any more, or does not wait for it any more.</summary>
    /// <param name="owner">What has been executed.</param>
    /// <param name="attempt">The execution.</param>
    /// <param name="isStored">Whether a commit of the step has removed it from the store.</param>
    Task LeaveAsync(LockOwner owner, string attempt, bool isStored);
}

/// <summary>What has become of a lease.</summary>
internal enum LeaseState
{
    /// <summary>It ran out. The execution may ask for the lock again.</summary>
    Lost,

    /// <summary>The lock is held.</summary>
    Held,

    /// <summary>A newer execution of the same owner holds the lock or waits for it. This one must end.</summary>
    Superseded,
}

/// <summary>Asks for a lock.</summary>
/// <param name="Owner">What is to hold it.</param>
/// <param name="Attempt">The execution. One that is new takes the place of an earlier one of the same owner, whose fence is not valid any more.</param>
/// <param name="Permits">How many can hold the lock at a time.</param>
/// <param name="Ticket">The place in the queue, from an earlier reply.</param>
[GenerateSerializer, Immutable]
internal sealed record LockRequest([property: Id(0)] LockOwner Owner, [property: Id(1)] string Attempt, [property: Id(2)] int Permits, [property: Id(3)] LockTicket? Ticket)
{
    /// <summary>The epoch of the run that has the owner executed. Of two executions, that of the older epoch does not take the place of the other one.</summary>
    [Id(4)]
    public long Epoch { get; init; }
}

/// <summary>Whether a lock was granted.</summary>
/// <param name="Fence">The fence; 0 if the lock is to be asked for again.</param>
/// <param name="IsSuperseded">Whether a newer execution has taken the place in the queue.</param>
/// <param name="Ticket">The place in the queue.</param>
[GenerateSerializer, Immutable]
internal sealed record LockReply([property: Id(0)] long Fence, [property: Id(1)] bool IsSuperseded, [property: Id(2)] LockTicket? Ticket);

/// <summary>A place in the queue of a lock. It stays when the queue moves to another process.</summary>
/// <param name="Version">The version of the lock with which the queue began that gave the ticket.</param>
/// <param name="Number">The number in that queue.</param>
[GenerateSerializer, Immutable]
internal sealed record LockTicket([property: Id(0)] long Version, [property: Id(1)] long Number);
