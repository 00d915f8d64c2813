using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>The steps that access one location of the flow's state.</summary>
internal sealed class StateUses(StateLocation location)
{
    /// <summary>The storage. The members of a struct are parts of it.</summary>
    public StateLocation Location { get; } = location;

    /// <summary>The steps, in declaration order.</summary>
    public List<StepUses> Steps { get; } = [];

    public bool IsWritten { get; private set; }

    /// <summary>Every location that a step accesses, in the order of the first access.</summary>
    public static IEnumerable<StateUses> Collect(ParsedFlow flow, MethodSummaries summaries)
    {
        Dictionary<StateLocation, StateUses> uses = new();
        List<StateUses> order = new();
        foreach (ParsedStep step in flow.Steps)
        {
            foreach (Access access in ReachableMethods.AccessesOf(step, summaries))
            {
                StateLocation storage = access.Location.Storage;
                if (!uses.TryGetValue(storage, out StateUses? known))
                {
                    uses.Add(storage, known = new StateUses(storage));
                    order.Add(known);
                }

                known.Add(step, access);
            }
        }

        return order;
    }

    private void Add(ParsedStep step, Access access)
    {
        IsWritten |= access.Kind is not (AccessKind.Read or AccessKind.Atomic);
        if (Steps.Count == 0 || Steps[Steps.Count - 1].Step != step)
        {
            Steps.Add(new StepUses(step));
        }

        Steps[Steps.Count - 1].Add(access);
    }
}

/// <summary>The accesses of one location by one step.</summary>
internal sealed class StepUses(ParsedStep step)
{
    // Accesses beyond this number hardly differ in a way that matters.
    private const int MaxAccesses = 64;

    public ParsedStep Step { get; } = step;

    /// <summary>The accesses that differ in a way that matters.</summary>
    public List<Access> Accesses { get; } = [];

    public void Add(Access access)
    {
        if (Accesses.Count < MaxAccesses && !Accesses.Exists(known => known.Kind == access.Kind && known.Location.Equals(access.Location) && known.Locks.SetEquals(access.Locks) && known.Before.SetEquals(access.Before)))
        {
            Accesses.Add(access);
        }
    }
}
