namespace AsyncFlow.Locks;

/// <summary>Waits for locks, none of which can end before another one of them.</summary>
internal sealed partial class Deadlock
{
    private readonly LockWait _last;

    // All waits that are recorded, by each lock that they hold.
    private readonly Dictionary<object, HashSet<LockWait>> _waits;

    // Those that may never end. Only shrinks; what is left in the end never ends.
    private readonly HashSet<LockWait> _stuck = [];

    private Deadlock(LockWait last, Dictionary<object, HashSet<LockWait>> waits)
    {
        _last = last;
        _waits = waits;
    }

    /// <summary>Looks for a deadlock that a wait is part of.</summary>
    /// <param name="last">The wait.</param>
    /// <param name="waits">All waits, this one included, by each lock that they hold.</param>
    /// <returns>Null if there is none.</returns>
    public static Deadlock? Find(LockWait last, Dictionary<object, HashSet<LockWait>> waits)
    {
        // The usual case: the steps that hold the lock do not wait.
        if (!waits.ContainsKey(last.Wanted))
        {
            return null;
        }

        Deadlock found = new(last, waits);
        found.AddReachable();
        while (found.RemoveThoseThatCanEnd() && found._stuck.Contains(last))
        {
        }

        return found._stuck.Contains(last) ? found : null;
    }

    // Everything that the last wait waits for, directly or not.
    private void AddReachable()
    {
        Queue<LockWait> added = new([_last]);
        _stuck.Add(_last);
        while (added.TryDequeue(out LockWait? wait))
        {
            foreach (LockWait other in WaitsThatHold(wait.Wanted))
            {
                if (!other.IsOver && _stuck.Add(other))
                {
                    added.Enqueue(other);
                }
            }
        }
    }

    // A wait can end if a permit of its lock is held by a step that can go on, or by none. False if there is no such wait.
    private bool RemoveThoseThatCanEnd()
    {
        // What is known of a lock can only be out of date by waits that are removed later in this round; the next round corrects it.
        Dictionary<object, bool> isTaken = new(ReferenceEqualityComparer.Instance);
        bool hasRemoved = false;
        foreach (LockWait wait in (LockWait[])[.. _stuck])
        {
            if (!isTaken.TryGetValue(wait.Wanted, out bool isWantedTaken))
            {
                isTaken.Add(wait.Wanted, isWantedTaken = IsTakenForGood(wait.Wanted));
            }

            hasRemoved |= !isWantedTaken && _stuck.Remove(wait);
        }

        return hasRemoved;
    }

    // Whether steps that cannot go on hold every permit. A step that runs a flow cannot if any step within it cannot.
    private bool IsTakenForGood(object wanted)
    {
        int permits = wanted is IPermitLock ours ? ours.Permits.Permits : 1;
        HashSet<object> holders = new(ReferenceEqualityComparer.Instance);
        foreach (LockWait wait in WaitsThatHold(wanted))
        {
            if (!_stuck.Contains(wait))
            {
                continue;
            }

            foreach (HeldLock held in wait.Held)
            {
                if (held.IsKept(wanted) && holders.Add((object?)held.Holder ?? wait) && holders.Count == permits)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private HashSet<LockWait> WaitsThatHold(object wanted) => _waits.TryGetValue(wanted, out HashSet<LockWait>? waits) ? waits : [];
}
