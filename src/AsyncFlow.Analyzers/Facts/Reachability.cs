using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Facts;

/// <summary>
/// Determines which steps of an acyclic graph are connected by a path. It stores one row of bits for each step, which takes
/// 3 MB for 5,000 steps, and needs one pass over the edges.
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

    /// <summary>The paths of a flow without cycles, shared by all rules.</summary>
    public static Reachability Of(ParsedFlow flow) => s_known.GetValue(flow.Graph, static graph => new Reachability(graph));

    /// <summary>Whether a path leads from one step to another.</summary>
    public bool IsBefore(int earlier, int later) => (_before[later][earlier / 64] & (1UL << (earlier % 64))) != 0;

    /// <summary>Whether a path leads from either step to the other.</summary>
    public bool AreOrdered(int one, int other) => IsBefore(one, other) || IsBefore(other, one);
}
