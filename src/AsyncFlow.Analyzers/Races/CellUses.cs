using AsyncFlow.Analyzers.Bodies;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>Which steps use a piece of the flow's state.</summary>
internal sealed class CellUses(Cell cell)
{
    public Cell Cell { get; } = cell;

    /// <summary>In declaration order.</summary>
    public List<StepUses> Steps { get; } = [];

    public bool IsWritten { get; private set; }

    /// <summary>Every cell that some step uses, in the order of first use.</summary>
    public static IEnumerable<CellUses> Collect(ParsedFlow flow, BodyStore store)
    {
        var cells = new Dictionary<Cell, CellUses>();
        var order = new List<CellUses>();
        foreach (var step in flow.Steps)
        {
            foreach (var (body, locks) in StepReach.Of(step, store))
            {
                foreach (var access in body.Accesses)
                {
                    if (!cells.TryGetValue(access.Cell, out var uses))
                    {
                        cells.Add(access.Cell, uses = new CellUses(access.Cell));
                        order.Add(uses);
                    }

                    uses.Add(step, access with { Locks = StepReach.Union(access.Locks, locks) });
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

/// <summary>How one step uses a piece of the flow's state.</summary>
internal sealed class StepUses(ParsedStep step)
{
    public ParsedStep Step { get; } = step;

    /// <summary>One access for each way that makes a difference.</summary>
    public List<Access> Accesses { get; } = [];

    public void Add(Access access)
    {
        if (!Accesses.Exists(known => known.Kind == access.Kind && known.Locks.SetEquals(access.Locks)))
        {
            Accesses.Add(access);
        }
    }
}
