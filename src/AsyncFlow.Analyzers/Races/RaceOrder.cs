using System.Runtime.CompilerServices;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Parsing;

namespace AsyncFlow.Analyzers.Races;

/// <summary>
/// Determines which of two steps a code fix should run first. It uses one total order of all steps, by waves, so that
/// several fixes together never create a cycle.
/// </summary>
internal sealed class RaceOrder
{
    private static readonly ConditionalWeakTable<FlowGraph, RaceOrder> s_known = new();

    private readonly int[] _position;

    private RaceOrder(FlowGraph graph)
    {
        _position = new int[graph.Count];
        int position = 0;
        foreach (int step in graph.Waves.SelectMany(static wave => wave))
        {
            _position[step] = position++;
        }
    }

    public static (ParsedStep Earlier, ParsedStep Later) Of(ParsedStep one, ParsedStep other, ParsedFlow flow)
    {
        RaceOrder order = s_known.GetValue(flow.Graph, static graph => new RaceOrder(graph));
        return order._position[one.Index] < order._position[other.Index] ? (one, other) : (other, one);
    }
}
