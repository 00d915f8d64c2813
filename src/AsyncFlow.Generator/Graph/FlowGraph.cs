using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>
/// The steps of a flow, by index in declaration order, and the edges between them. Independent of Roslyn. Every operation
/// is linear in the number of steps and edges, except <see cref="Cycles"/>, and not recursive, since a class may have
/// thousands of steps.
/// </summary>
internal sealed class FlowGraph
{
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _downstream;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _cycles;
    private readonly Lazy<ImmutableArray<ImmutableArray<int>>> _waves;

    /// <param name="upstream">The distinct upstream steps of each step.</param>
    public FlowGraph(ImmutableArray<ImmutableArray<int>> upstream)
    {
        Upstream = upstream;
        _downstream = new(() => Reverse(Upstream));
        _cycles = new(() => CycleSearch.ShortestPerComponent(Downstream, out _));
        _waves = new(() => WaveSort.Sort(Upstream, Downstream));
    }

    /// <summary>The number of steps.</summary>
    public int Count => Upstream.Length;

    /// <summary>The distinct upstream steps of each step.</summary>
    public ImmutableArray<ImmutableArray<int>> Upstream { get; }

    /// <summary>The downstream steps of each step, in ascending order.</summary>
    public ImmutableArray<ImmutableArray<int>> Downstream => _downstream.Value;

    /// <summary>
    /// A shortest cycle of each strongly connected component. The steps are in run order, starting with the one that is
    /// declared first. The cycles are ordered by their first step.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Cycles => _cycles.Value;

    /// <summary>
    /// The steps by the length of the longest path to them, each wave in ascending order. Steps on a cycle, and steps
    /// downstream of one, are in no wave.
    /// </summary>
    public ImmutableArray<ImmutableArray<int>> Waves => _waves.Value;

    /// <summary>Of each step, whether it comes after a step, by any path. The step itself does not, even in a cycle.</summary>
    public bool[] After(int step)
    {
        bool[] found = new bool[Count];
        Queue<int> next = new([step]);
        while (next.Count > 0)
        {
            foreach (int downstream in Downstream[next.Dequeue()])
            {
                if (!found[downstream] && downstream != step)
                {
                    found[downstream] = true;
                    next.Enqueue(downstream);
                }
            }
        }

        return found;
    }

    private static ImmutableArray<ImmutableArray<int>> Reverse(ImmutableArray<ImmutableArray<int>> edges)
    {
        ImmutableArray<int>.Builder[] reversed = new ImmutableArray<int>.Builder[edges.Length];
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
