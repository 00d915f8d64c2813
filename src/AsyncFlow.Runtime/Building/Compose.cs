using AsyncFlow.Building;
using AsyncFlow.Building.Steps;

namespace AsyncFlow;

/// <summary>
/// Composes flows of functions. In a <see cref="CompositionAttribute">[Composition]</see> the compiler reads these calls and
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
    /// <summary>Runs the items one after the other: the last steps of an item are upstream of the first steps of the next.</summary>
    /// <param name="items">Functions and nodes.</param>
    /// <exception cref="ArgumentException">There is no item, or one is null.</exception>
    public static FlowNode Series(params Delegate[] items)
    {
        Delegate[] copy = CheckItems(nameof(Series), items);
        return visitor => visitor.Group(isSeries: true, copy);
    }

    /// <summary>Runs the items concurrently. It ends when all of them have ended.</summary>
    /// <param name="items">Functions and nodes.</param>
    /// <exception cref="ArgumentException">There is no item, or one is null.</exception>
    public static FlowNode Parallel(params Delegate[] items)
    {
        Delegate[] copy = CheckItems(nameof(Parallel), items);
        return visitor => visitor.Group(isSeries: false, copy);
    }

    /// <summary>Gives a step a name of its own instead of its function's. If names are nested, the outermost one applies.</summary>
    /// <param name="name">The name.</param>
    /// <param name="step">A function, or a function with a lock.</param>
    /// <exception cref="ArgumentException">The name is empty, or there are several steps.</exception>
    public static FlowNode Named(string name, Delegate step)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        CheckSingle(nameof(Named), step, "Name each step, or write one function that does the work of all.");
        return visitor => visitor.Named(name, step);
    }

    /// <summary>Holds locks while a step runs.</summary>
    /// <param name="step">A single function.</param>
    /// <param name="locks">The locks.</param>
    /// <exception cref="ArgumentException">There is no lock, one is null, or there are several steps.</exception>
    public static FlowNode WithLock(Delegate step, params IFlowLock[] locks)
    {
        CheckLockable(step);
        ArgumentNullException.ThrowIfNull(locks);
        if (locks.Length == 0)
        {
            throw new ArgumentException("WithLock needs at least one lock. Name one, or remove WithLock.", nameof(locks));
        }

        int missing = Array.IndexOf(locks, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Lock {missing + 1} of WithLock is null. Make the lock before the expression is evaluated.", nameof(locks));
        }

        object[] copy = [.. locks];
        return visitor => visitor.WithLock(step, copy);
    }

    /// <summary>Holds a permit of a semaphore while a step runs.</summary>
    /// <param name="step">A single function.</param>
    /// <param name="gate">The semaphore.</param>
    /// <exception cref="ArgumentException">The semaphore is null, or there are several steps.</exception>
    public static FlowNode WithLock(Delegate step, SemaphoreSlim gate)
    {
        CheckLockable(step);
        ArgumentNullException.ThrowIfNull(gate);
        object[] locks = [gate];
        return visitor => visitor.WithLock(step, locks);
    }

    /// <summary>Holds the lock of a key while a step runs.</summary>
    /// <remarks>
    /// In a <see cref="CompositionAttribute">[Composition]</see>, <paramref name="key"/> names a method that takes any parameters of the step. With
    /// <see cref="Flow.Create"/>, which passes no results on, it is a <see cref="Func{TResult}"/>.
    /// </remarks>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <param name="step">A function, not several.</param>
    /// <param name="locks">The locks of all keys.</param>
    /// <param name="key">Gives the key.</param>
    /// <exception cref="ArgumentException">There are several steps.</exception>
    /// <example><code>Series(Links, WithLock(Each(Fetch), s_hosts, HostOf), Save)</code></example>
    public static FlowNode WithLock<TKey>(Delegate step, FlowLocks<TKey> locks, Delegate key) where TKey : notnull
    {
        CheckLockable(step);
        ArgumentNullException.ThrowIfNull(locks);
        ArgumentNullException.ThrowIfNull(key);
        object[] kept = [new StepKeySource<TKey>(locks, key is Func<TKey> function ? _ => function() : null, key.Method.Name)];
        return visitor => visitor.WithLock(step, kept);
    }

    /// <summary>Runs a step under policies.</summary>
    /// <param name="step">A function, not several.</param>
    /// <param name="policies">
    /// The policies, outermost first: with <see cref="Flow.Create"/> any that implement <see cref="IStepPolicy"/>, and in a
    /// <see cref="CompositionAttribute">[Composition]</see> fields, properties or primary-constructor parameters of the types that
    /// <see cref="WithPolicyAttribute"/> accepts.
    /// </param>
    /// <exception cref="ArgumentException">There are several steps, or a policy is null.</exception>
    /// <example><code>Series(Find, WithPolicy(Each(Fetch), s_http), Save)</code></example>
    public static FlowNode WithPolicy(Delegate step, params object[] policies)
    {
        CheckSingle(nameof(WithPolicy), step, "Name the policy for each step, or write one function that does the work of all.");
        ArgumentNullException.ThrowIfNull(policies);
        int missing = Array.IndexOf(policies, null);
        if (missing >= 0)
        {
            throw new ArgumentException($"Policy {missing + 1} of WithPolicy is null. Make the policy before the expression is evaluated.", nameof(policies));
        }

        object[] copy = [.. policies];
        return visitor => visitor.WithPolicy(step, copy);
    }

    /// <summary>
    /// Has each attempt of a step's policies take the step's locks, so that they are free between attempts. Otherwise the step holds them across all
    /// attempts. Without policies it changes nothing.
    /// </summary>
    /// <param name="step">A function with locks and policies, not several.</param>
    /// <exception cref="ArgumentException">There are several steps.</exception>
    /// <example><code>Series(Find, WithLocksPerAttempt(WithPolicy(WithLock(Pay, s_account), s_retry)), Save)</code></example>
    public static FlowNode WithLocksPerAttempt(Delegate step)
    {
        CheckSingle(nameof(WithLocksPerAttempt), step, "Write it for each step, or write one function that does the work of all.");
        return visitor => visitor.WithLocksPerAttempt(step);
    }

    /// <summary>
    /// Runs a function once for each element of the list that the preceding item returns, concurrently. The results are a list, in the
    /// order of the elements.
    /// </summary>
    /// <remarks>
    /// Elements of another <c>Each</c>, of a stream and of a list that is made while it is read are processed as they come. Only for a
    /// <see cref="CompositionAttribute">[Composition]</see>; at run time use <c>ForEach</c> of a <see cref="FlowBuilder"/>.
    /// </remarks>
    /// <param name="step">A function; one of its parameters is the element.</param>
    /// <param name="maxConcurrency">How many elements may be processed at the same time; 0 means no limit other than the flow's.</param>
    /// <param name="buffer">How many elements may wait if they come one by one; 0 means as many as <paramref name="maxConcurrency"/>.</param>
    /// <exception cref="ArgumentException">There are several steps.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> or <paramref name="buffer"/> is negative.</exception>
    public static FlowNode Each(Delegate step, int maxConcurrency = 0, int buffer = 0)
    {
        CheckSingle(nameof(Each), step, "Write one function that does all the work for an element.");
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        ArgumentOutOfRangeException.ThrowIfNegative(buffer);
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
            throw new ArgumentException($"{function}() needs at least one item. Name a function, or remove it.", nameof(items));
        }

        int missing = Array.IndexOf(items, null);
        return missing < 0
            ? [.. items]
            : throw new ArgumentException($"{function} item {missing + 1} is null. Name a function, or remove the item.", nameof(items));
    }

    private static void CheckLockable(Delegate step) =>
        CheckSingle(nameof(WithLock), step, "Lock each step, or write one function that does the work of all.");

    private static void CheckSingle(string function, Delegate step, string advice)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (step is FlowNode node && NodeReader.Read(node) is { IsGroup: true } group)
        {
            throw new ArgumentException($"{function} is for one step, but was given a {group.Kind}. {advice}", nameof(step));
        }
    }
}
