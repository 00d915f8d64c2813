namespace AsyncFlow;

/// <summary>
/// Holds a lock that was entered by hand; disposing it releases the lock. The first of a lease and its copies that is disposed
/// releases the lock, and the others do nothing. Safe to dispose on any thread.
/// </summary>
public readonly partial struct FlowLockLease : IDisposable
{
    private readonly Ticket? _ticket;
    private readonly long _number;

    private FlowLockLease(Ticket ticket)
    {
        _ticket = ticket;
        _number = ticket.Number;
    }

    /// <summary>Releases the lock, if no copy of the lease has done so. Does nothing for a default lease.</summary>
    public void Dispose() => _ticket?.End(_number);
}
