using AsyncFlow.Locks;

namespace AsyncFlow;

// What the copies of a lease share.
public readonly partial struct FlowLockLease
{
    /// <summary>Makes the leases of one lock. Allocates only when more of them exist at a time than ever before.</summary>
    /// <param name="owner">The lock.</param>
    /// <param name="permits">Its permits.</param>
    internal sealed class Tickets(IFlowLock owner, PermitQueue permits)
    {
        private readonly object _gate = new();

        // Those of leases that have ended. Guarded by _gate.
        private Ticket? _unused;

        /// <summary>Waits for a permit and returns a lease that releases it.</summary>
        public ValueTask<FlowLockLease> EnterAsync(CancellationToken cancellationToken) =>
            !cancellationToken.IsCancellationRequested && TryEnter(out FlowLockLease lease) ? new(lease) : WaitAsync(cancellationToken);

        /// <summary>Takes a free permit and returns a lease that releases it.</summary>
        public bool TryEnter(out FlowLockLease lease)
        {
            bool entered = permits.TryAcquire();
            lease = entered ? new FlowLockLease(Take()) : default;
            return entered;
        }

        /// <summary>A lease has ended: its ticket serves another, and the permit is released.</summary>
        public void Return(Ticket ticket)
        {
            // In this order, so that there are never more tickets than permits.
            lock (_gate)
            {
                ticket.Next = _unused;
                _unused = ticket;
            }

            owner.Release();
        }

        private async ValueTask<FlowLockLease> WaitAsync(CancellationToken cancellationToken)
        {
            await permits.AcquireAsync(runContinuationsAsynchronously: true, cancellationToken).ConfigureAwait(false);
            return new FlowLockLease(Take());
        }

        private Ticket Take()
        {
            lock (_gate)
            {
                if (_unused is not { } ticket)
                {
                    return new Ticket(this);
                }

                _unused = ticket.Next;
                ticket.Next = null;
                return ticket;
            }
        }
    }

    /// <summary>Tracks whether the lease that has it still holds the lock. Used by one lease after the other.</summary>
    internal sealed class Ticket(Tickets tickets)
    {
        // The number of the lease that has the ticket. Raised when that lease ends, so that older ones are never mistaken for it.
        private long _number;

        /// <summary>The number of the lease that has the ticket now.</summary>
        public long Number => Volatile.Read(ref _number);

        /// <summary>The next unused ticket. Guarded by the gate of the tickets.</summary>
        public Ticket? Next { get; set; }

        /// <summary>Ends the lease of that number, unless it has ended.</summary>
        public void End(long number)
        {
            if (Interlocked.CompareExchange(ref _number, number + 1, number) == number)
            {
                tickets.Return(this);
            }
        }
    }
}
