using AsyncFlow.Reports;
using AsyncFlow.Timing;

namespace AsyncFlow;

/// <summary>
/// Why a run took as long as it did, and what would help. Immutable and safe to use from any thread; each member is found out when it is first
/// asked for, in a time that is proportional to the number of steps and dependencies (and, where steps waited, sorting them).
/// </summary>
/// <remarks>
/// <para>
/// The runs within steps (of other flows, or for each element of a list) are part of it. A step is named by its name, a step of a flow within
/// one by both: <c>Build.Compile</c>; an element by its number: <c>Fetch[3]</c>.
/// </para>
/// <para>
/// Times are those of the run's clock. A step that waits for a thread waits as long in every prediction; in virtual time no step does,
/// and predictions are exact where the order of the steps does not depend on chance.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// foreach (CriticalStep step in report.Analysis.CriticalPath)
/// {
///     Console.WriteLine($"{step.Name}: {step.Duration}, twice as fast: {report.Analysis.WhatIf(step.Name, speedup: 2)}");
/// }
/// </code>
/// </example>
public sealed class FlowAnalysis
{
    private readonly FlowReport _report;
    private readonly Lazy<ReportGraph> _graph;
    private readonly Lazy<Waits> _waits;
    private readonly Lazy<CriticalPaths> _paths;
    private readonly Lazy<IReadOnlyList<CriticalStep>> _criticalPath;
    private readonly Lazy<long[]> _slack;
    private readonly Lazy<FlowLimits> _limits;
    private readonly Lazy<(TimeSpan Work, TimeSpan Span)> _sums;

    internal FlowAnalysis(FlowReport report)
    {
        _report = report;
        _graph = new(() => ReportGraph.Of(report));
        _waits = new(() => new Waits(Graph));
        _paths = new(() => new CriticalPaths(Graph, _waits.Value));
        _criticalPath = new(() => CriticalPathTree.Of(_graph.Value, _waits.Value, _paths.Value.Find()));
        _slack = new(() => _paths.Value.FindSlack());
        _limits = new(() => FlowLimits.Of(Graph, LimitShares.Find(Graph, _waits.Value)));
        _sums = new(() => WorkAndSpan.Of(Graph));
    }

    /// <summary>
    /// The steps that determined how long the run took, in the order of time: each starts to count when the one before it stops. A step comes
    /// after one that it depends on, or that held a lock or a slot which it needed.
    /// </summary>
    public IReadOnlyList<CriticalStep> CriticalPath => _criticalPath.Value;

    /// <summary>The time of all steps together: how long the run takes one step after the other.</summary>
    public TimeSpan Work => _sums.Value.Work;

    /// <summary>
    /// The time of the longest chain of steps that depend on each other: how long the run takes if nothing limits it but the graph.
    /// </summary>
    public TimeSpan Span => _sums.Value.Span;

    /// <summary>How many steps ran at the same time on average: <see cref="Work"/> by the run's duration; 0 if it took no time.</summary>
    public double AverageParallelism => Quotient(Work, _report.Duration);

    /// <summary>How many could have run at the same time on average: <see cref="Work"/> by <see cref="Span"/>; 0 if that is no time.</summary>
    public double PossibleParallelism => Quotient(Work, Span);

    /// <summary>What kept more steps from running, as shares of the run's time.</summary>
    public FlowLimits Limits => _limits.Value;

    internal TimingGraph Graph => _graph.Value.Graph;

    internal Waits Waits => _waits.Value;

    internal ReportGraph Steps => _graph.Value;

    /// <summary>
    /// How much longer a step could have taken without the run taking longer; zero for the steps of the critical path. Locks and slots are taken to
    /// go to the same steps in the same order.
    /// </summary>
    /// <param name="step">The name of a step, such as <c>Load</c> or <c>Build.Compile</c>.</param>
    /// <exception cref="ArgumentException">The run has no such step.</exception>
    public TimeSpan SlackOf(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return SlackOf(StepPaths.Find(_graph.Value, _report, step));
    }

    /// <summary>
    /// How long the run would have taken if a step were faster, from the start of the step to its end, with all that runs within it.
    /// </summary>
    /// <param name="step">The name of a step, such as <c>Load</c> or <c>Build.Compile</c>.</param>
    /// <param name="speedup">
    /// How many times as fast it is: 2 halves its time, 0.5 doubles it, and <see cref="double.PositiveInfinity"/> makes it take none.
    /// </param>
    /// <exception cref="ArgumentException">The run has no such step.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The speed-up is not positive.</exception>
    public TimeSpan WhatIf(string step, double speedup) => WhatIf(new FlowChanges { Speedups = new Dictionary<string, double> { [step] = speedup } });

    /// <summary>How long the run would have taken under changes.</summary>
    /// <param name="changes">The changes.</param>
    /// <exception cref="ArgumentException">The run has no such step or lock.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public TimeSpan WhatIf(FlowChanges changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ReplayChanges replayed = new() { MaxConcurrency = changes.MaxConcurrency };
        foreach ((string step, double speedup) in changes.Speedups)
        {
            // Also if it is not a number.
            if (!(speedup > 0))
            {
                throw new ArgumentOutOfRangeException(nameof(changes), speedup, $"Step '{step}' cannot be {speedup} times as fast. Give a number above 0.");
            }

            AnalyzedStep sped = _graph.Value.Steps[StepPaths.Find(_graph.Value, _report, step)];
            replayed.Speedups.Add((sped.First, sped.Last, speedup));
        }

        foreach ((string name, int permits) in changes.Permits)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1, nameof(changes));
            AddPermits(replayed, name, permits);
        }

        return TimeSpan.FromTicks(Replay.Run(Graph, _waits.Value, replayed));
    }

    internal TimeSpan SlackOf(int step) => TimeSpan.FromTicks(_slack.Value[_graph.Value.Steps[step].Last]);

    // Locks of the same name in different flows change together.
    private void AddPermits(ReplayChanges replayed, string name, int permits)
    {
        int before = replayed.Permits.Count;
        TimedLock[] locks = Graph.AllLocks;
        for (int i = 0; i < locks.Length; i++)
        {
            if (locks[i].Name == name)
            {
                replayed.Permits[i] = permits;
            }
        }

        if (replayed.Permits.Count == before)
        {
            string known = locks.Length == 0 ? "No step held one." : $"It has {string.Join(", ", Array.ConvertAll(locks, static known => $"'{known.Name}'"))}.";
            throw new ArgumentException($"The run of flow '{_report.FlowName}' has no lock '{name}'. {known}", nameof(name));
        }
    }

    private static double Quotient(TimeSpan left, TimeSpan right) => right == TimeSpan.Zero ? 0 : left / right;
}
