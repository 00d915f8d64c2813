using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>
/// Which steps of an acyclic graph a path leads to: a row of bits per step. For 5,000 steps that is 3 MB, and one pass over
/// the edges.
/// </summary>
internal sealed class Reachability
{
    private static readonly ConditionalWeakTable<FlowGraph, Reachability> s_known = new();

    private readonly ulong[][] _before;

    public Reachability(FlowGraph graph)
    {
        int words = (graph.Count + 63) / 64;
        _before = new ulong[graph.Count][];
        foreach (int step in graph.Waves.SelectMany(static wave => wave))
        {
            ulong[] row = _before[step] = new ulong[words];
            foreach (int upstream in graph.Upstream[step])
            {
                row[upstream / 64] |= 1UL << (upstream % 64);
                ulong[] others = _before[upstream];
                for (int i = 0; i < words; i++)
                {
                    row[i] |= others[i];
                }
            }
        }
    }

    /// <summary>The paths of a flow without cycles; found once for all rules.</summary>
    public static Reachability Of(ParsedFlow flow) => s_known.GetValue(flow.Graph, static graph => new Reachability(graph));

    /// <summary>Whether a path leads from one step to the other.</summary>
    public bool IsBefore(int earlier, int later) => (_before[later][earlier / 64] & (1UL << (earlier % 64))) != 0;

    /// <summary>Whether a path leads from one of the steps to the other.</summary>
    public bool AreOrdered(int one, int other) => IsBefore(one, other) || IsBefore(other, one);
}
