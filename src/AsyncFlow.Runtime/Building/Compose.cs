namespace AsyncFlow;

/// <summary>
/// Puts functions together into a flow. In a <see cref="CompositionAttribute">[Composition]</see> the compiler reads these calls and
/// writes the plan; with <see cref="Flow.Create"/> they are evaluated when the program runs.
/// </summary>
/// <example>
/// <code>
/// using static AsyncFlow.Compose;
///
/// [Composition]
/// private static FlowNode Steps => Series(Load, Parallel(WithLock(Shrink, s_disk), Index), Publish);
/// </code>
/// </example>
public static class Compose
{
    /// <summary>One after the other: what ends an item is upstream of the next.</summary>
    /// <param name="items">Functions and pieces.</param>
    /// <exception cref="ArgumentException">There is no item, or one is null.</exception>
    public static FlowNode Series(params Delegate[] items)
    {
        Delegate[] kept = CheckItems(nameof(Series), items);
        return visitor => visitor.Group(isSeries: true, kept);
    }

    /// <summary>Independent of each other; it ends when all items have.</summary>
    /// <param name="items">Functions and pieces.</param>
    /// <exception cref="ArgumentException">There is no item, or one is null.</exception>
    public static FlowNode Parallel(params Delegate[] items)
    {
        Delegate[] kept = CheckItems(nameof(Parallel), items);
        return visitor => visitor.Group(isSeries: false, kept);
    }

    /// <summary>Gives a step a name of its own instead of its function's. Of several names around one step the outermost holds.</summary>
    /// <param name="name">The name.</param>
    /// <param name="step">A function, or a function with a lock.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are several steps.</exception>
    public static FlowNode Named(string name, Delegate step)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckSingle(nameof(Named), step, "Name each step, or write one step that does it all.");
        return visitor => visitor.Named(name, step);
    }

    /// <summary>Holds locks while a step runs.</summary>
    /// <param name="step">A function, not several.</param>
    /// <param name="locks">The locks.</param>
    /// <exception cref="ArgumentException">There is no lock, one is null, or there are several steps.</exception>
    public static FlowNode WithLock(Delegate step, params IFlowLock[] locks)
    {
        CheckLockable(step);
        ArgumentNullException.ThrowIfNull(locks);
        if (locks.Length == 0)
        {
            throw new ArgumentException("WithLock needs at least one lock. Name one, or leave WithLock out.", nameof(locks));
        }

        int missing = Array.IndexOf(locks, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Lock {missing + 1} of WithLock is null. Make the lock before the expression that names it is evaluated.", nameof(locks));
        }

        object[] kept = [.. locks];
        return visitor => visitor.WithLock(step, kept);
    }

    /// <summary>Holds a permit of a semaphore while a step runs.</summary>
    /// <param name="step">A function, not several.</param>
    /// <param name="gate">The semaphore.</param>
    /// <exception cref="ArgumentException">The semaphore is null, or there are several steps.</exception>
    public static FlowNode WithLock(Delegate step, SemaphoreSlim gate)
    {
        CheckLockable(step);
        ArgumentNullException.ThrowIfNull(gate);
        object[] kept = [gate];
        return visitor => visitor.WithLock(step, kept);
    }

    /// <summary>
    /// Runs a function once for each element of the list that the item before gives, concurrently. Its results are a list in the
    /// elements' order.
    /// </summary>
    /// <remarks>
    /// Only a <see cref="CompositionAttribute">[Composition]</see> can have it; when the program runs, lists of elements are the work of
    /// <see cref="FlowBuilder"/> and its <c>ForEach</c>.
    /// </remarks>
    /// <param name="step">A function, of which one parameter is the element.</param>
    /// <param name="maxConcurrency">How many elements may be worked on at the same time; 0 is no limit but the flow's.</param>
    /// <exception cref="ArgumentException">There are several steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> is negative.</exception>
    public static FlowNode Each(Delegate step, int maxConcurrency = 0)
    {
        CheckSingle(nameof(Each), step, "Write one function that does it all for an element.");
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        return visitor => visitor.Each(step);
    }

    /// <summary>Runs another flow as a step.</summary>
    /// <param name="flow">The flow.</param>
    public static FlowNode SubFlow(IFlow flow)
    {
        ArgumentNullException.ThrowIfNull(flow);
        return visitor => visitor.SubFlow(flow);
    }

    private static Delegate[] CheckItems(string function, Delegate[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Length == 0)
        {
            throw new ArgumentException($"{function}() needs at least one item. Name a function, or leave it out.", nameof(items));
        }

        int missing = Array.IndexOf(items, null);
        return missing < 0
            ? [.. items]
            : throw new ArgumentException($"{function} item {missing + 1} is null. Give it a function, or leave it out.", nameof(items));
    }

    private static void CheckLockable(Delegate step) =>
        CheckSingle(nameof(WithLock), step, "Steps hold locks, so lock each step, or write one step that does it all.");

    private static void CheckSingle(string function, Delegate step, string advice)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step is FlowNode node && NodeReader.Read(node) is { IsGroup: true } group)
        {
            throw new ArgumentException($"{function} is for one step, but was given a {group.Kind}. {advice}", nameof(step));
        }
    }
}
