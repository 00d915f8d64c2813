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

    /// <summary>Whether the key is known in a run that passes no results on; otherwise only the compiler can read the expression that it is in.</summary>
    public abstract bool HasKey { get; }

    /// <summary>The lock of the key in a run. The caller uses it until <see cref="KeyedLock.EndUse"/>.</summary>
    /// <param name="steps">The steps of the run.</param>
    /// <exception cref="InvalidOperationException">The key is null.</exception>
    public abstract KeyedLock Use(BuiltStep[] steps);
}

/// <summary>A lock whose key a function gives.</summary>
/// <typeparam name="TKey">The type of the keys.</typeparam>
/// <param name="locks">The locks of all keys.</param>
/// <param name="keyOf">Gives the key in a run; null if it cannot be known.</param>
/// <param name="key">What the plan calls the key.</param>
internal sealed class KeyedLockSource<TKey>(FlowLocks<TKey> locks, Func<BuiltStep[], TKey>? keyOf, string key) : KeyedLockSource(locks, key)
    where TKey : notnull
{
    public override bool HasKey => keyOf is not null;

    public override KeyedLock Use(BuiltStep[] steps) => locks.Use(
        keyOf!(steps) ?? throw new InvalidOperationException($"The key '{Key}' of a lock is null. Return a key for every step, for example an empty string."));
}
