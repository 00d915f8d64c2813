namespace AsyncFlow.Scheduling;

/// <summary>Steps in the order in which they are to start. The thread that builds the chain owns them.</summary>
internal struct StepChain()
{
    /// <summary>The first step; -1 for none.</summary>
    public int First { get; private set; } = -1;

    /// <summary>The last step; -1 for none.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Whether there is no step.</summary>
    public readonly bool IsEmpty => First < 0;

    /// <summary>Adds a step behind the others. Its own link is not set.</summary>
    public void Add(StepLinks links, int step)
    {
        if (First < 0)
        {
            First = step;
        }
        else
        {
            links.Link(Last, step);
        }

        Last = step;
    }
}
