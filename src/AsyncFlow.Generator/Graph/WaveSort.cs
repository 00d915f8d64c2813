using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>Sorts steps into waves, as the runtime's plan does.</summary>
internal static class WaveSort
{
    public static ImmutableArray<ImmutableArray<int>> Sort(FlowGraph graph)
    {
        int[] waiting = [.. graph.Upstream.Select(static upstream => upstream.Length)];
        var waves = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        List<int> wave = [.. Enumerable.Range(0, graph.Count).Where(step => waiting[step] == 0)];
        while (wave.Count > 0)
        {
            waves.Add(wave.ToImmutableArray());
            List<int> next = [];
            foreach (int step in wave)
            {
                foreach (int downstream in graph.Downstream[step])
                {
                    if (--waiting[downstream] == 0)
                    {
                        next.Add(downstream);
                    }
                }
            }

            next.Sort();
            wave = next;
        }

        return waves.ToImmutable();
    }
}
