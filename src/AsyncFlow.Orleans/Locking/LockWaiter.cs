using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Locking;

/// <summary>An execution that waits for a lock. Used by one thread at a time.</summary>
internal sealed class LockWaiter(LockRequest request, LockTicket ticket)
{
    // Completed where nothing else is left to do, so that what goes on at once finds everything in order.
    private readonly TaskCompletionSource<LockReply> _reply = new();

    public LockOwner Owner => request.Owner;

    public string Attempt => request.Attempt;

    public int Permits => request.Permits;

    public long Epoch => request.Epoch;

    public LockTicket Ticket => ticket;

    /// <summary>Completes when it has the lock, or does not wait any more.</summary>
    public Task<LockReply> Reply => _reply.Task;

    /// <summary>How many calls wait now.</summary>
    public int Calls { get; set; }

    /// <summary>When the last call ended.</summary>
    public TimeSpan LastCall { get; set; }

    public void Grant(long fence) => _reply.TrySetResult(new LockReply(fence, IsSuperseded: false, ticket));

    public void Supersede() => _reply.TrySetResult(new LockReply(0, IsSuperseded: true, ticket));

    public void Fail(Exception exception)
    {
        // Perhaps no call waits now.
        _reply.TrySetException(exception);
        _ = _reply.Task.Exception;
    }
}
