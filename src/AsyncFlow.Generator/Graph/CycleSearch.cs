using System.Collections.Immutable;

namespace AsyncFlow.Generator.Graph;

/// <summary>
/// Finds a shortest cycle of each strongly connected component. Every cycle contains a target of a back edge, so a
/// breadth-first search from each of these steps finds the shortest cycle. A search stops at the length of the best known
/// cycle, which makes small cycles in large components fast to find. A large and dense component could still take minutes
/// while the user types. Therefore the search has a budget. When it is spent, the shortest cycle so far is used.
/// </summary>
internal sealed class CycleSearch
{
    /// <summary>The number of edges that all searches except the first of each component may visit.</summary>
    public const long Budget = 2_000_000;

    private readonly ImmutableArray<ImmutableArray<int>> _downstream;
    private readonly Components _components;
    private readonly int[] _cameFrom;

    // The last search that reached a step. It makes clearing between searches unnecessary.
    private readonly int[] _reachedBy;

    private CycleSearch(ImmutableArray<ImmutableArray<int>> downstream)
    {
        _downstream = downstream;
        _components = Components.Find(downstream);
        _cameFrom = new int[downstream.Length];
        _reachedBy = new int[downstream.Length];
        _reachedBy.AsSpan().Fill(-1);
    }

    /// <summary>The number of visited edges, for tests of the cost.</summary>
    public long EdgesVisited { get; private set; }

    public static ImmutableArray<ImmutableArray<int>> ShortestPerComponent(ImmutableArray<ImmutableArray<int>> downstream, out long edgesVisited)
    {
        CycleSearch search = new(downstream);
        Dictionary<int, ImmutableArray<int>> shortest = [];
        foreach (int start in search._components.BackEdgeTargets.OrderBy(static step => step))
        {
            int component = search._components.Of[start];
            bool isKnown = shortest.TryGetValue(component, out ImmutableArray<int> best);
            int limit = !isKnown ? int.MaxValue : search.EdgesVisited < Budget ? best.Length : 0;
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
                foreach (int follower in _downstream[step])
                {
                    EdgesVisited++;
                    if (follower == start)
                    {
                        return PathBetween(start, step);
                    }

                    if (_reachedBy[follower] != start && _components.Of[follower] == _components.Of[start])
                    {
                        _reachedBy[follower] = start;
                        _cameFrom[follower] = step;
                        next.Add(follower);
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
