using System.Globalization;
using AsyncFlow.Timing;

namespace AsyncFlow;

/// <summary>
/// What kept more steps from running, as shares of the run's time between 0 and 1, which add up to 1 (to 0 for a run that took no time). Each
/// moment counts for what the waiting steps wait for, divided among them if they wait for several things; where no step waits, it counts for the graph.
/// </summary>
public sealed class FlowLimits
{
    private FlowLimits(double graph, IReadOnlyList<LockLimit> locks, double concurrency, double threads)
    {
        Graph = graph;
        Locks = locks;
        Concurrency = concurrency;
        Threads = threads;
    }

    /// <summary>Nothing was ready that did not run: the dependencies, and how long single steps take.</summary>
    public double Graph { get; }

    /// <summary>Steps waited for a lock. The one with the largest share comes first; locks that no step waited for are left out.</summary>
    public IReadOnlyList<LockLimit> Locks { get; }

    /// <summary>Steps waited because of a limit of concurrency.</summary>
    public double Concurrency { get; }

    /// <summary>Steps waited for a thread.</summary>
    public double Threads { get; }

    internal static FlowLimits Of(TimingGraph graph, double[] shares)
    {
        List<LockLimit> locks = [];
        for (int i = 0; i < graph.AllLocks.Length; i++)
        {
            if (shares[i] > 0)
            {
                locks.Add(new LockLimit(graph.AllLocks[i].Name, shares[i]));
            }
        }

        locks.Sort(static (left, right) => right.Share.CompareTo(left.Share));
        return new FlowLimits(shares[^1], locks.AsReadOnly(), shares[^3], shares[^2]);
    }

    /// <summary>The shares in percent, the largest first.</summary>
    public override string ToString()
    {
        List<(double Share, string Name)> all = [(Graph, "graph"), (Concurrency, "concurrency limit"), (Threads, "threads")];
        foreach (LockLimit held in Locks)
        {
            all.Add((held.Share, $"lock {held.Name}"));
        }

        all.RemoveAll(static limit => limit.Share == 0);
        all.Sort(static (left, right) => right.Share.CompareTo(left.Share));
        return string.Join(", ", all.ConvertAll(static limit => string.Create(CultureInfo.InvariantCulture, $"{limit.Name} {100 * limit.Share:0.#} %")));
    }
}

/// <summary>A lock that kept more steps from running.</summary>
/// <param name="Name">The name under which steps declare the lock.</param>
/// <param name="Share">The share of the run's time, between 0 and 1.</param>
public sealed record LockLimit(string Name, double Share);
