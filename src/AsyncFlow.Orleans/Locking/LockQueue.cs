using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Orleans.Locking;

/// <summary>Who waits for a lock, in the order of their first calls. Used by one thread at a time.</summary>
/// <param name="version">The version with which the queue begins.</param>
internal sealed class LockQueue(long version)
{
    private static readonly Comparer<LockTicket> s_order = Comparer<LockTicket>.Create(static (left, right) => (left.Version, left.Number).CompareTo((right.Version, right.Number)));

    private readonly SortedDictionary<LockTicket, LockWaiter> _places = new(s_order);
    private readonly Dictionary<LockOwner, LockWaiter> _owners = [];
    private long _number;

    public bool IsEmpty => _places.Count == 0;

    public IEnumerable<LockWaiter> Waiters => _places.Values;

    /// <summary>The waiting execution of an owner; null for none.</summary>
    public LockWaiter? Find(LockOwner owner) => _owners.GetValueOrDefault(owner);

    /// <summary>The place of an execution. One that has a ticket of an earlier queue keeps its place.</summary>
    public LockWaiter Enter(LockRequest request)
    {
        if (_owners.TryGetValue(request.Owner, out LockWaiter? known) && known.Attempt == request.Attempt)
        {
            return known;
        }

        LockWaiter waiter = new(request, known?.Ticket ?? request.Ticket ?? new LockTicket(version, ++_number));
        _places[waiter.Ticket] = waiter;
        _owners[waiter.Owner] = waiter;
        known?.Supersede();
        return waiter;
    }

    /// <summary>An execution does not wait any more.</summary>
    public void Leave(LockOwner owner, string attempt)
    {
        if (_owners.TryGetValue(owner, out LockWaiter? waiter) && waiter.Attempt == attempt)
        {
            Remove(waiter);
            waiter.Supersede();
        }
    }

    /// <summary>Removes a waiter.</summary>
    /// <returns>Whether it was still in the queue.</returns>
    public bool Remove(LockWaiter waiter) => Find(waiter.Owner) == waiter && _places.Remove(waiter.Ticket) && _owners.Remove(waiter.Owner);

    /// <summary>Removes the first ones if they have not called since a time: their process has ended.</summary>
    public void RemoveSilent(TimeSpan since)
    {
        while (_places.Values.FirstOrDefault() is { Calls: 0 } first && first.LastCall < since)
        {
            Remove(first);
        }
    }

    /// <summary>Fails all calls.</summary>
    public void Fail(Exception exception)
    {
        foreach (LockWaiter waiter in _places.Values.ToArray())
        {
            waiter.Fail(exception);
        }
    }
}
