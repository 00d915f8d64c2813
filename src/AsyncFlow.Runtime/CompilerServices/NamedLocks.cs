using System.Collections.Concurrent;
using System.ComponentModel;

namespace AsyncFlow.CompilerServices;

/// <summary>
/// The locks of the cluster as runs without storage take them: each name is one lock of this process. Meant for generated code. Safe to use from any thread.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NamedLocks
{
    // Names are written in code, so there are few of them.
    private static readonly ConcurrentDictionary<string, FlowSemaphore> s_locks = new(StringComparer.Ordinal);

    /// <summary>The lock with a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="permits">How many can hold it at a time.</param>
    /// <exception cref="InvalidOperationException">The name has another number of permits elsewhere.</exception>
    public static FlowSemaphore Of(string name, int permits)
    {
        FlowSemaphore found = s_locks.GetOrAdd(name, static (name, permits) => new FlowSemaphore(permits, name), permits);
        return found.Permits == permits ? found
            : throw new InvalidOperationException($"Lock '{name}' has {found.Permits} permits in one place and {permits} in another. Give it one number of permits, or two names.");
    }

    /// <summary>The lock that a member names.</summary>
    /// <param name="named">The value of the member.</param>
    /// <exception cref="InvalidOperationException">The member is null, or the name has another number of permits elsewhere.</exception>
    public static FlowSemaphore Of(DurableSemaphore? named)
    {
        DurableSemaphore known = named ?? throw new InvalidOperationException("A DurableSemaphore that a step names in [WithLock] is null. Assign it in its declaration.");
        return Of(known.Name, known.Permits);
    }
}
