using System.Collections.Immutable;

namespace AsyncFlow.Testing.Simulation;

/// <summary>
/// The operations that can happen next, in order. Adding and taking one, and reading one by its index, costs O(log n). Not
/// thread-safe.
/// </summary>
/// <param name="order">Orders the operations.</param>
internal sealed class ReadyOperations(IComparer<Operation> order)
{
    private readonly Dictionary<Operation, WorkItem> _items = [];

    /// <summary>The operations. A later change does not affect the returned set.</summary>
    public ImmutableSortedSet<Operation> All { get; private set; } = ImmutableSortedSet.Create(order);

    public void Add(WorkItem item)
    {
        _items.Add(item.Operation, item);
        All = All.Add(item.Operation);
    }

    /// <summary>Removes one of <see cref="All"/>.</summary>
    public WorkItem Take(Operation operation)
    {
        All = All.Remove(operation);
        _items.Remove(operation, out WorkItem? item);
        return item!;
    }
}
