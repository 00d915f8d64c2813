namespace AsyncFlow.Generator.Graph;

/// <summary>
/// The order in which the engine executes steps on the caller's thread as long as each completes at once: the steps that became ready
/// because of the last one come before those that waited already, and of both the first declared comes first.
/// </summary>
internal static class CallerOrder
{
    /// <summary>Finds the steps of the order, up to the first that cannot be executed on the caller's thread, or that keeps it from going on.</summary>
    /// <param name="graph">The flow.</param>
    /// <param name="canExecute">Whether a step can be executed on the caller's thread.</param>
    /// <param name="needsWorker">Whether a step goes to another thread as soon as it is ready.</param>
    /// <param name="othersWait">Of each step of the result, whether two or more steps are ready after it.</param>
    public static List<int> Find(FlowGraph graph, Func<int, bool> canExecute, Func<int, bool> needsWorker, out List<bool> othersWait)
    {
        List<int> order = [];
        othersWait = [];
        int[] missing = [.. graph.Upstream.Select(static upstream => upstream.Length)];
        Stack<int> ready = new();
        bool goesOn = Release([.. Enumerable.Range(0, graph.Count).Where(step => missing[step] == 0)]);
        while (goesOn && ready.Count > 0 && canExecute(ready.Peek()))
        {
            int step = ready.Pop();
            order.Add(step);
            goesOn = Release([.. graph.Downstream[step].Where(downstream => --missing[downstream] == 0)]);
            othersWait.Add(ready.Count > 1);
        }

        return order;

        bool Release(int[] released)
        {
            for (int i = released.Length - 1; i >= 0; i--)
            {
                ready.Push(released[i]);
            }

            return !released.Any(needsWorker);
        }
    }
}
