namespace AsyncFlow.Locks;

// The message of its exception.
internal sealed partial class Deadlock
{
    /// <summary>Names the steps and the locks, and what to do.</summary>
    public string Describe()
    {
        List<LockWait> cycle = FindCycle();
        return $"Step '{_last.Step}' of flow '{_last.Flow}' cannot wait for lock '{_last.LockName}': {(cycle.Count == 1 ? DescribeAlone() : DescribeCycle(cycle))}";
    }

    // Only the steps around the waiting one hold the lock.
    private string DescribeAlone()
    {
        string[] holders = Array.ConvertAll(Array.FindAll(_last.Held, held => held.IsKept(_last.Wanted)), static held => $"{held.Holder}");
        return holders.Length == 1
            ? $"{holders[0]}, within which it runs, holds it, so it would never be free. Let only one of the two hold it."
            : $"{string.Join(" and ", holders)}, within which it runs, hold every permit of it, so none would ever be free. Let fewer of them hold it.";
    }

    private string DescribeCycle(List<LockWait> cycle)
    {
        List<string> holders = [];
        for (int i = 1; i < cycle.Count; i++)
        {
            string waiting = $"step '{cycle[i].Step}' of flow '{cycle[i].Flow}'";
            string it = i == 1 ? " it" : "";
            holders.Add(HolderIn(cycle[i], cycle[i - 1].Wanted) is { } around
                ? $"{around} holds{it} while {waiting} within it waits for lock '{cycle[i].LockName}'"
                : $"{waiting} holds{it} while it waits for lock '{cycle[i].LockName}'");
        }

        holders.Add(HolderIn(_last, cycle[^1].Wanted) is { } own ? $"{own} holds, within which this step runs" : "this step holds");
        return $"{string.Join(", which ", holders)}. They would wait for each other forever. Let the outer step hold both locks, or take the locks in the same order everywhere.";
    }

    private static ILockHolder? HolderIn(LockWait wait, object held) => Array.Find(wait.Held, one => one.IsKept(held)).Holder;

    // The shortest chain of waits, from the last one, each for a lock that the next holds; the first holds the lock that the last of them
    // waits for. Only the wait itself if no other takes part.
    private List<LockWait> FindCycle()
    {
        Dictionary<LockWait, LockWait> from = new() { [_last] = _last };
        Queue<LockWait> reached = new([_last]);
        while (reached.TryDequeue(out LockWait? wait))
        {
            foreach (LockWait other in WaitsThatHold(wait.Wanted))
            {
                if (other == _last && wait != _last)
                {
                    return Row(wait, from);
                }

                if (_stuck.Contains(other) && from.TryAdd(other, wait))
                {
                    reached.Enqueue(other);
                }
            }
        }

        return [_last];
    }

    private List<LockWait> Row(LockWait end, Dictionary<LockWait, LockWait> from)
    {
        List<LockWait> row = [end];
        for (LockWait wait = end; wait != _last;)
        {
            wait = from[wait];
            row.Insert(0, wait);
        }

        return row;
    }
}
