using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using AsyncFlow.Timing;

namespace AsyncFlow.Reports;

/// <summary>Turns the nodes of a critical path into steps, and steps within steps.</summary>
internal sealed class CriticalPathTree
{
    private readonly ReportGraph _graph;
    private readonly Waits _waits;

    private CriticalPathTree(ReportGraph graph, Waits waits)
    {
        _graph = graph;
        _waits = waits;
    }

    /// <summary>The steps of a path.</summary>
    public static IReadOnlyList<CriticalStep> Of(ReportGraph graph, Waits waits, List<CriticalPaths.Link> path) =>
        new CriticalPathTree(graph, waits).Steps(CollectionsMarshal.AsSpan(path), outer: -1);

    // Nodes next to each other that belong to the same step, or to steps within it, are one.
    private ReadOnlyCollection<CriticalStep> Steps(ReadOnlySpan<CriticalPaths.Link> path, int outer)
    {
        List<CriticalStep> steps = [];
        for (int from = 0, to; from < path.Length; from = to)
        {
            int step = StepBelow(path[from].Node, outer);
            to = from + 1;
            while (to < path.Length && StepBelow(path[to].Node, outer) == step)
            {
                to++;
            }

            if (step >= 0)
            {
                steps.Add(Describe(step, path[from..to]));
            }
        }

        return steps.AsReadOnly();
    }

    private CriticalStep Describe(int step, ReadOnlySpan<CriticalPaths.Link> nodes)
    {
        TimingGraph graph = _graph.Graph;
        CriticalPaths.Link first = nodes[0];
        long delay = 0;
        foreach (CriticalPaths.Link link in nodes)
        {
            delay += _waits.Delay[link.Node];
        }

        return new CriticalStep(
            _graph.Steps[step].Report,
            first.Kind switch { LinkKind.Lock => CriticalCause.Lock, LinkKind.Slot => CriticalCause.Concurrency, LinkKind.Stream => CriticalCause.Stream, _ => CriticalCause.Graph },
            first.Kind == LinkKind.Lock ? graph.AllLocks[_waits.Lock[first.Node]].Name : null,
            TimeSpan.FromTicks(first.Previous < 0 ? 0 : graph.End[first.Previous]),
            TimeSpan.FromTicks(graph.End[nodes[^1].Node]),
            TimeSpan.FromTicks(delay),
            Steps(nodes, step));
    }

    // The step next below an outer one to which a node belongs; -1 if it belongs to the outer one itself.
    private int StepBelow(int node, int outer)
    {
        int step = _graph.Graph.Step[node];
        int below = -1;
        for (; step != outer; step = _graph.Steps[step].Outer)
        {
            below = step;
        }

        return below;
    }
}
