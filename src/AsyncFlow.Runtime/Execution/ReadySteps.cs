namespace AsyncFlow.Execution;

/// <summary>
/// Steps that have just become ready, in the order in which they are to start: those that the current thread keeps, linked to
/// those that it kept before, and those for the lane. Chains are linked through the lane's own links.
/// </summary>
/// <param name="keeping">Which steps the current thread keeps for itself.</param>
internal struct ReadySteps(ReadySteps.Keeping keeping)
{
    /// <summary>Which steps the current thread keeps for itself.</summary>
    public enum Keeping
    {
        /// <summary>A worker: the first one, to continue with.</summary>
        First,

        /// <summary>The caller: asynchronous ones.</summary>
        Asynchronous,

        /// <summary>A caller on whose thread nothing may start.</summary>
        None,
    }

    private int _lastKept = -1;

    /// <summary>The first step that is kept; -1 for none.</summary>
    public int FirstKept { get; private set; } = -1;

    /// <summary>The first step for the lane; -1 for none.</summary>
    public int FirstShared { get; private set; } = -1;

    /// <summary>The last step for the lane.</summary>
    public int LastShared { get; private set; } = -1;

    /// <summary>Adds a ready step behind those that were added before.</summary>
    public void Add(ReadyLane<NoProbe> lane, int step, bool isAsync)
    {
        bool keep = keeping switch { Keeping.First => FirstKept < 0, Keeping.Asynchronous => isAsync, _ => false };
        if (keep)
        {
            if (FirstKept < 0)
            {
                FirstKept = step;
            }
            else
            {
                lane.Link(_lastKept, step);
            }

            _lastKept = step;
        }
        else
        {
            if (FirstShared < 0)
            {
                FirstShared = step;
            }
            else
            {
                lane.Link(LastShared, step);
            }

            LastShared = step;
        }
    }

    /// <summary>Puts the kept steps before those that the thread had; gives the first of all, or -1.</summary>
    public readonly int KeptBefore(ReadyLane<NoProbe> lane, int earlier)
    {
        if (FirstKept < 0)
        {
            return earlier;
        }

        lane.Link(_lastKept, earlier);
        return FirstKept;
    }
}
