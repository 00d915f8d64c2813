using AsyncFlow.Locks;

namespace AsyncFlow.Building.Steps;

/// <summary>A lock among several, one for each key, of which a step takes that of a key known only in the run.</summary>
/// <param name="locks">The <see cref="FlowLocks{TKey}"/>, for its name in the plan.</param>
/// <param name="key">What the plan calls the key.</param>
internal abstract class KeyedLockSource(object locks, string key)
{
    /// <summary>The locks of all keys.</summary>
    public object Locks => locks;

    /// <summary>What the plan calls the key.</summary>
    public string Key => key;

    /// <summary>The lock of a key. The caller uses it until <see cref="KeyedLock.EndUse"/>.</summary>
    /// <exception cref="InvalidOperationException">The key is null.</exception>
    protected KeyedLock Use<TKey>(FlowLocks<TKey> all, TKey? value) where TKey : notnull =>
        all.Use(value ?? throw new InvalidOperationException($"The key '{Key}' of a lock is null. Return a key for every step, for example an empty string."));
}

/// <summary>A lock whose key is the same for all elements of a step.</summary>
internal abstract class StepKeySource(object locks, string key) : KeyedLockSource(locks, key)
{
    /// <summary>Whether the key is known in a run that passes no results on; otherwise only the compiler can read the expression that it is in.</summary>
    public abstract bool HasKey { get; }

    /// <summary>The lock in a run.</summary>
    /// <param name="steps">The steps of the run.</param>
    /// <inheritdoc cref="KeyedLockSource.Use{TKey}"/>
    public abstract KeyedLock Use(BuiltStep[] steps);
}

/// <inheritdoc/>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <param name="locks">The locks of all keys.</param>
/// <param name="keyOf">Gives the key in a run; null if it cannot be known.</param>
/// <param name="key">What the plan calls the key.</param>
internal sealed class StepKeySource<TKey>(FlowLocks<TKey> locks, Func<BuiltStep[], TKey>? keyOf, string key) : StepKeySource(locks, key)
    where TKey : notnull
{
    public override bool HasKey => keyOf is not null;

    public override KeyedLock Use(BuiltStep[] steps) => Use(locks, keyOf!(steps));
}

/// <summary>A lock whose key the element gives, for a step that runs once for each element.</summary>
internal abstract class ElementKeySource(object locks, string key) : KeyedLockSource(locks, key)
{
    /// <summary>The lock of an element.</summary>
    /// <typeparam name="T">The type of the elements: what gives the key takes it or a base type of it.</typeparam>
    /// <param name="element">The element.</param>
    /// <inheritdoc cref="KeyedLockSource.Use{TKey}"/>
    public abstract KeyedLock Use<T>(T element);

    /// <summary>The lock itself, if it is the same for all elements; otherwise that of an element.</summary>
    /// <param name="needed">A lock, or where it comes from.</param>
    /// <param name="element">The element.</param>
    public static object? Resolve<T>(object? needed, T element) => needed is ElementKeySource source ? source.Use(element) : needed;
}

/// <inheritdoc/>
/// <typeparam name="TElement">What <paramref name="keyOf"/> takes.</typeparam>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <param name="locks">The locks of all keys.</param>
/// <param name="keyOf">Gives the key of an element.</param>
/// <param name="key">What the plan calls the key.</param>
internal sealed class ElementKeySource<TElement, TKey>(FlowLocks<TKey> locks, Func<TElement, TKey> keyOf, string key) : ElementKeySource(locks, key)
    where TKey : notnull
{
    public override KeyedLock Use<T>(T element) => Use(locks, keyOf((TElement)(object)element!));
}
