namespace AsyncFlow.Locks;

/// <summary>
/// The waits for locks of steps that hold other locks, or run within steps that do. Refuses the wait that would complete a deadlock.
/// Safe to use from any thread.
/// </summary>
/// <remarks>
/// <para>
/// The locks of a single step cannot deadlock, since <see cref="LockOrder"/> orders them. But a step that runs a flow holds its locks
/// while the steps of that flow take theirs, in any order. No order forbids that, as most such flows never meet; the check happens when
/// they do. It costs nothing as long as locks are free, or the steps that wait hold none.
/// </para>
/// <para>
/// No deadlock is missed: it is stable, so the last of its waits to be recorded finds all others. No wait is refused that could end:
/// every permit of every lock in question is held by a step that waits in turn. This assumes that a lock of another type than this
/// library's has one permit, and that the release of a held lock does not depend on anything but the end of steps. A lock that a
/// step's own code takes by hand is unknown here and counts as one that will be released.
/// </para>
/// </remarks>
internal sealed class LockWaits
{
    private readonly object _gate = new();

    // By each lock that they hold. Guarded by _gate.
    private readonly Dictionary<object, HashSet<LockWait>> _waits = new(ReferenceEqualityComparer.Instance);

    /// <summary>Those of all runs in the process.</summary>
    public static LockWaits OfProcess { get; } = new();

    /// <summary>How many waits are recorded, by the locks that they hold.</summary>
    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return _waits.Count;
            }
        }
    }

    /// <summary>Whether a step that waits, or a step around it, holds the lock.</summary>
    public bool IsHeld(object candidate)
    {
        lock (_gate)
        {
            return _waits.ContainsKey(candidate);
        }
    }

    /// <summary>Records a wait, before the step queues for the lock or after.</summary>
    /// <param name="wait">The wait, which holds at least one lock.</param>
    /// <returns>Null; or, if the wait would never end, why. It is not recorded then.</returns>
    public string? Begin(LockWait wait)
    {
        lock (_gate)
        {
            Add(wait);
            string? refusal = Deadlock.Find(wait, _waits)?.Describe();
            if (refusal is not null)
            {
                Remove(wait);
            }

            return refusal;
        }
    }

    /// <summary>Forgets a wait that has ended, however it did. Call it before the step takes the result of the wait.</summary>
    public void End(LockWait wait)
    {
        lock (_gate)
        {
            Remove(wait);
        }
    }

    private void Add(LockWait wait)
    {
        foreach (HeldLock held in wait.Held)
        {
            if (!_waits.TryGetValue(held.Lock, out HashSet<LockWait>? waits))
            {
                _waits.Add(held.Lock, waits = []);
            }

            waits.Add(wait);
        }
    }

    private void Remove(LockWait wait)
    {
        foreach (HeldLock held in wait.Held)
        {
            // The same lock can be held twice: a permit of a semaphore by each of two steps around.
            if (_waits.TryGetValue(held.Lock, out HashSet<LockWait>? waits) && waits.Remove(wait) && waits.Count == 0)
            {
                _waits.Remove(held.Lock);
            }
        }
    }
}
