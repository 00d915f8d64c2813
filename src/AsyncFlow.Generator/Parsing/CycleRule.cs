using System.Collections.Immutable;
using AsyncFlow.Generator.Diagnostics;
using AsyncFlow.Generator.Graph;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Parsing;

/// <summary>Checks that no step depends on itself, directly or through other steps (FLOW002).</summary>
internal static class CycleRule
{
    public static void Check(FlowContext context, ImmutableArray<ParsedStep> steps, FlowGraph graph)
    {
        foreach (ImmutableArray<int> cycle in graph.Cycles)
        {
            // The edges in path order, each located where the later step names the earlier one.
            ImmutableArray<Location> edges = cycle
                .Select((step, i) => Edge(steps[step], cycle[(i + cycle.Length - 1) % cycle.Length]))
                .ToImmutableArray();
            context.Report(new FlowFinding(
                FlowDiagnostics.Cycle,
                edges[0],
                string.Join(" → ", cycle.Append(cycle[0]).Select(step => steps[step].Name)))
            {
                AdditionalLocations = edges.RemoveAt(0).Add(edges[0]),
            });
        }
    }

    private static Location Edge(ParsedStep step, int upstream) =>
        step.Upstream.First(edge => edge.Step == upstream).Location ?? step.Declaration.Location;
}
