using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>
/// Steps, by index in declaration order, and the edges between them. Pure: it knows nothing of Roslyn. Everything here is
/// linear in steps and edges (but for <see cref="Cycles"/>, see there) and free of recursion, as a class may have thousands
/// of steps.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _downstream;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _cycles;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _waves;

    /// <param name="upstream">For each step the distinct steps that it waits for.</param>
    public FlowGraph(ImmutableArray<ImmutableArray<int>> upstream)
    {
        Upstream = upstream;
        _downstream = new(() => Reverse(Upstream));
        _cycles = new(() => CycleSearch.ShortestPerComponent(Downstream, out _));
        _waves = new(() => WaveSort.Sort(Upstream, Downstream));
    }

    /// <summary>How many steps there are.</summary>
    public int Count => Upstream.Length;

    /// <summary>For each step the distinct steps that it waits for.</summary>
    public ImmutableArray<ImmutableArray<int>> Upstream { get; }

    /// <summary>For each step the steps that wait for it, in ascending order.</summary>
    public ImmutableArray<ImmutableArray<int>> Downstream => _downstream.Value;

    /// <summary>
    /// One cycle per strongly connected component: a shortest one, as the steps in the order in which they would run, from the
    /// one declared first. Ordered by that first step.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Cycles => _cycles.Value;

    /// <summary>
    /// The steps by the length of the longest path that leads to them, each wave in ascending order. Steps on a cycle or
    /// behind one are in no wave.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Waves => _waves.Value;

    private static ImmutableArray<ImmutableArray<int>> Reverse(ImmutableArray<ImmutableArray<int>> edges)
    {
        var reversed = new ImmutableArray<int>.Builder[edges.Length];
        for (int i = 0; i < reversed.Length; i++)
        {
            reversed[i] = ImmutableArray.CreateBuilder<int>();
        }

        for (int step = 0; step < edges.Length; step++)
        {
            foreach (int upstream in edges[step])
            {
                reversed[upstream].Add(step);
            }
        }

        return reversed.Select(static steps => steps.ToImmutable()).ToImmutableArray();
    }
}
