using System.Collections.Immutable;
using AsyncFlow.Analyzers.Summaries;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>The steps that access one location of the flow's state.</summary>
internal sealed class StateUses(StateLocation location)
{
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
            foreach ((MethodSummary summary, ImmutableHashSet<HeldLock> locks) in ReachableMethods.Of(step, summaries))
            {
                foreach (Access access in summary.Accesses)
                {
                    if (!uses.TryGetValue(access.Location, out StateUses? known))
                    {
                        uses.Add(access.Location, known = new StateUses(access.Location));
                        order.Add(known);
                    }

                    known.Add(step, access with { Locks = ReachableMethods.Union(access.Locks, locks) });
                }
            }
        }

        return order;
    }

    private void Add(ParsedStep step, Access access)
    {
        IsWritten |= access.Kind == AccessKind.Write;
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
    public ParsedStep Step { get; } = step;

    /// <summary>The accesses that differ in kind or locks.</summary>
    public List<Access> Accesses { get; } = [];

    public void Add(Access access)
    {
        if (!Accesses.Exists(known => known.Kind == access.Kind && known.Locks.SetEquals(access.Locks)))
        {
            Accesses.Add(access);
        }
    }
}
