using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>
/// Which of two steps a code fix should let go first. It follows one order of all steps, by waves, so that however many
/// edges the fixes add, they close no circle.
/// </summary>
internal sealed class RaceOrder
{
    private static readonly ConditionalWeakTable<FlowGraph, RaceOrder> s_known = new();

    private readonly int[] _place;

    private RaceOrder(FlowGraph graph)
    {
        _place = new int[graph.Count];
        int place = 0;
        foreach (int step in graph.Waves.SelectMany(static wave => wave))
        {
            _place[step] = place++;
        }
    }

    public static (ParsedStep Earlier, ParsedStep Later) Of(ParsedStep one, ParsedStep other, ParsedFlow flow)
    {
        var order = s_known.GetValue(flow.Graph, static graph => new RaceOrder(graph));
        return order._place[one.Index] < order._place[other.Index] ? (one, other) : (other, one);
    }
}
