using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Creates graphs for tests.</summary>
internal static class Graphs
{
    /// <summary>A graph from the upstream steps of each step.</summary>
    public static FlowGraph Of(params int[][] upstream) => new([.. upstream.Select(static steps => steps.ToImmutableArray())]);

    public static FlowGraph Chain(int steps, bool closed) =>
        Of([.. Enumerable.Range(0, steps).Select(i => i > 0 ? [i - 1] : closed ? new[] { steps - 1 } : [])]);

    /// <summary>Layers of steps, where each step depends on all steps of the previous layer.</summary>
    public static FlowGraph Layers(int steps, int width, bool closed) => Of([.. Enumerable.Range(0, steps).Select(i =>
        i >= width ? Enumerable.Range((i / width * width) - width, width).ToArray() : closed && i == 0 ? [steps - 1] : [])]);

    public static FlowGraph Random(Random random, int steps, double density) => Of([.. Enumerable.Range(0, steps).Select(_ =>
        Enumerable.Range(0, steps).Where(_ => random.NextDouble() < density).ToArray())]);
}
