namespace AsyncFlow.Scheduling;

/// <summary>Steps in the order in which they are to start, linked through a lane's links.</summary>
internal struct StepChain()
{
    /// <summary>The first step; -1 for none.</summary>
    public int First { get; private set; } = -1;

    /// <summary>The last step; -1 for none.</summary>
    public int Last { get; private set; } = -1;

    /// <summary>Adds a step behind the others.</summary>
    public void Add(ReadyStack<NoProbe> lane, int step)
    {
        if (First < 0)
        {
            First = step;
        }
        else
        {
            lane.Link(Last, step);
        }

        Last = step;
    }
}

/// <summary>Steps that have just become ready: those that the current thread keeps for itself and those for others.</summary>
internal struct ReadySteps()
{
    /// <summary>Those that the thread keeps.</summary>
    public StepChain Kept = new();

    /// <summary>Those for any worker, or, where synchronous steps have workers of their own, the asynchronous ones.</summary>
    public StepChain Shared = new();

    /// <summary>Those for the workers of synchronous steps.</summary>
    public StepChain SharedSynchronous = new();
}
