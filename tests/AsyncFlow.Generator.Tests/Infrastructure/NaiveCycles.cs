using AsyncFlow.Generator.Graph;

namespace AsyncFlow.Generator.Tests.Infrastructure;

/// <summary>Finds shortest cycles from the distances between all pairs of steps: slow, but obviously correct.</summary>
internal static class NaiveCycles
{
    private const int Far = 1_000_000;

    /// <summary>For each component with a cycle, its first step and the length of its shortest cycle, in order.</summary>
    public static (int Component, int Shortest)[] Find(FlowGraph graph)
    {
        int[,] distance = Distances(graph);
        return
        [
            .. Enumerable.Range(0, graph.Count)
                .Where(step => distance[step, step] < Far)
                .GroupBy(step => ComponentOf(graph, step))
                .Select(group => (group.Key, group.Min(step => distance[step, step])))
                .OrderBy(static cycle => cycle),
        ];
    }

    /// <summary>The first step that is connected with a step in both directions.</summary>
    public static int ComponentOf(FlowGraph graph, int step)
    {
        int[,] distance = Distances(graph);
        return Enumerable.Range(0, graph.Count).First(other => other == step || (distance[step, other] < Far && distance[other, step] < Far));
    }

    private static int[,] Distances(FlowGraph graph)
    {
        int count = graph.Count;
        int[,] distance = new int[count, count];
        for (int from = 0; from < count; from++)
        {
            for (int to = 0; to < count; to++)
            {
                distance[from, to] = graph.Upstream[to].Contains(from) ? 1 : Far;
            }
        }

        for (int via = 0; via < count; via++)
        {
            for (int from = 0; from < count; from++)
            {
                for (int to = 0; to < count; to++)
                {
                    distance[from, to] = Math.Min(distance[from, to], distance[from, via] + distance[via, to]);
                }
            }
        }

        return distance;
    }
}
