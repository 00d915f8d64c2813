namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>The reference for exploration: all orders of the steps of a graph, by brute force from the definition.</summary>
internal static class LinearExtensions
{
    /// <summary>Every order in which each step comes after its upstreams, as text.</summary>
    public static IEnumerable<string> Of(int[][] upstream) => Extend(upstream, []).Select(static order => string.Join(' ', order));

    /// <summary>The classes of orders that become equal by repeatedly swapping independent neighbours.</summary>
    public static int CountClasses(int[][] upstream, Func<int, int, bool> independent)
    {
        HashSet<string> left = [.. Of(upstream)];
        int classes = 0;
        while (left.Count > 0)
        {
            classes++;
            Stack<string> reached = new([left.First()]);
            while (reached.TryPop(out string? order))
            {
                if (!left.Remove(order))
                {
                    continue;
                }

                int[] steps = [.. order.Split(' ').Select(int.Parse)];
                for (int i = 0; i + 1 < steps.Length; i++)
                {
                    if (independent(steps[i], steps[i + 1]) && !upstream[steps[i + 1]].Contains(steps[i]))
                    {
                        int[] exchanged = [.. steps];
                        (exchanged[i], exchanged[i + 1]) = (steps[i + 1], steps[i]);
                        reached.Push(string.Join(' ', exchanged));
                    }
                }
            }
        }

        return classes;
    }

    /// <summary>A random graph. Each pair of steps is an edge with probability 1/3.</summary>
    public static int[][] RandomGraph(Random random, int steps)
    {
        // Not always in declaration order: the steps are renamed at random.
        int[] names = [.. Enumerable.Range(0, steps)];
        random.Shuffle(names);
        int[][] upstream = new int[steps][];
        for (int i = 0; i < steps; i++)
        {
            upstream[names[i]] = [.. Enumerable.Range(0, i).Where(_ => random.Next(3) == 0).Select(j => names[j])];
        }

        return upstream;
    }

    private static IEnumerable<int[]> Extend(int[][] upstream, int[] done)
    {
        if (done.Length == upstream.Length)
        {
            return [done];
        }

        return Enumerable.Range(0, upstream.Length)
            .Where(step => !done.Contains(step) && upstream[step].All(done.Contains))
            .SelectMany(step => Extend(upstream, [.. done, step]));
    }
}
