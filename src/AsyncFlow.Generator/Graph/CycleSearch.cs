using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>
/// Finds a shortest cycle of each strongly connected component. Every cycle passes through a step that the search for
/// components came back to, so a breadth-first search from each of those finds the shortest; none goes further than the best
/// cycle known, so small cycles in large components keep it fast.
/// </summary>
internal sealed class CycleSearch
{
    private readonly FlowGraph _graph;
    private readonly Components _components;
    private readonly int[] _cameFrom;

    // The search that reached a step last: makes clearing between searches free.
    private readonly int[] _reachedBy;

    private CycleSearch(FlowGraph graph)
    {
        _graph = graph;
        _components = Components.Find(graph);
        _cameFrom = new int[graph.Count];
        _reachedBy = new int[graph.Count];
        _reachedBy.AsSpan().Fill(-1);
    }

    /// <summary>How many edges the searches looked at: what a test of their cost counts.</summary>
    public long EdgesVisited { get; private set; }

    public static ImmutableArray<ImmutableArray<int>> ShortestPerComponent(FlowGraph graph) => ShortestPerComponent(graph, out _);

    public static ImmutableArray<ImmutableArray<int>> ShortestPerComponent(FlowGraph graph, out long edgesVisited)
    {
        CycleSearch search = new(graph);
        Dictionary<int, ImmutableArray<int>> shortest = [];
        foreach (int start in search._components.Returns.OrderBy(static step => step))
        {
            int component = search._components.Of[start];
            int limit = shortest.TryGetValue(component, out ImmutableArray<int> best) ? best.Length : int.MaxValue;
            if (search.ShortestThrough(start, limit) is { } cycle)
            {
                shortest[component] = FromFirstDeclared(cycle);
            }
        }

        edgesVisited = search.EdgesVisited;
        return shortest.Values.OrderBy(static cycle => cycle[0]).ToImmutableArray();
    }

    // The shortest cycle through a step, if it has fewer steps than the limit.
    private List<int>? ShortestThrough(int start, int limit)
    {
        List<int> level = [start];
        for (int length = 1; length < limit && level.Count > 0; length++)
        {
            List<int> next = [];
            foreach (int step in level)
            {
                foreach (int downstream in _graph.Downstream[step])
                {
                    EdgesVisited++;
                    if (downstream == start)
                    {
                        return PathBetween(start, step);
                    }

                    if (_reachedBy[downstream] != start && _components.Of[downstream] == _components.Of[start])
                    {
                        _reachedBy[downstream] = start;
                        _cameFrom[downstream] = step;
                        next.Add(downstream);
                    }
                }
            }

            level = next;
        }

        return null;
    }

    private List<int> PathBetween(int start, int end)
    {
        List<int> path = [end];
        while (path[path.Count - 1] != start)
        {
            path.Add(_cameFrom[path[path.Count - 1]]);
        }

        path.Reverse();
        return path;
    }

    private static ImmutableArray<int> FromFirstDeclared(List<int> cycle)
    {
        int first = cycle.IndexOf(cycle.Min());
        return cycle.Skip(first).Concat(cycle.Take(first)).ToImmutableArray();
    }
}
