using System.Runtime.CompilerServices;
using AsyncFlow.Plan;
using AsyncFlow.Timing;

namespace AsyncFlow.Reports;

/// <summary>Turns a report, and the reports within it, into a timing graph.</summary>
/// <remarks>
/// The times of a report made by hand need not fit together. A step that would start before one that it depends on has ended is moved to that
/// end.
/// </remarks>
internal sealed class ReportGraph
{
    private readonly TimingGraphBuilder _builder = new();
    private readonly List<AnalyzedStep> _steps = [];

    // The run that was added last, if its steps are elements.
    private ElementNodes? _elements;

    private ReportGraph(FlowReport report)
    {
        TimedRun whole = new(report.MaxConcurrency, Outer: -1, Place: 0);
        AddRun(report, whole, new(0, 0, 0) { Step = -1 }, report.Duration.Ticks, declared: null, source: default);
        Graph = _builder.Build(report.TakesLocksLate);
    }

    /// <summary>The graph.</summary>
    public TimingGraph Graph { get; }

    /// <summary>The steps of the report and of those within it, each after the step around it.</summary>
    public IReadOnlyList<AnalyzedStep> Steps => _steps;

    /// <summary>Makes the graph of a report.</summary>
    public static ReportGraph Of(FlowReport report) => new(report);

    // Adds a run between two nodes: its step's, or the whole run's, until the run starts, and from its end on. Returns the second.
    private int AddRun(FlowReport report, TimedRun run, TimingGraphBuilder.Node before, long end, StepReport? declared, ElementSource source)
    {
        // Runs nest to any depth. This throws where another level could overflow the stack.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        int first = _builder.Add(before);
        AddLocks(declared);
        int index = _builder.AddRun(run);
        List<int> last = report.Stream is { } stream ? AddElements(report, stream, index, before.Step, first, source) : AddSteps(report, index, before.Step, first);
        long ready = before.End;
        foreach (int node in last)
        {
            ready = Math.Max(ready, _builder.EndOf(node));
        }

        int closing = _builder.Add(new(ready, ready, Math.Max(ready, end)) { Run = before.Run, Step = before.Step, Place = before.Place });
        foreach (int node in last)
        {
            _builder.Connect(node, closing);
        }

        _builder.ReleaseAtEndOf(first, closing);
        _elements = _elements is null ? null : _elements with { Closing = closing };
        return closing;
    }

    // Returns the nodes after which the run has ended.
    private List<int> AddSteps(FlowReport report, int run, int outer, int first)
    {
        PlanLayout layout = report.Plan.Layout;
        int count = report.Steps.Count;
        long began = _builder.EndOf(first);
        int[] waiting = [.. layout.InDegree];
        int[] starts = new int[count];
        int[] ends = new int[count];
        ElementNodes?[] elements = new ElementNodes?[count];
        long[] ready = new long[count];
        ready.AsSpan().Fill(began);

        // Of steps that could be next the first declared, as where they run.
        PriorityQueue<int, int> next = new();
        foreach (int root in layout.Roots)
        {
            next.Enqueue(root, root);
        }

        while (next.TryDequeue(out int step, out _))
        {
            starts[step] = _builder.Count;
            int from = layout.StreamFrom(step);
            _elements = null;
            ends[step] = AddStep(report.Steps[step], run, outer, began, ready[step], from < 0 ? default : new ElementSource(starts[from], layout.IsStreamed(from, step) ? elements[from] : null));
            elements[step] = _elements;
            foreach (int successor in SuccessorsOf(step))
            {
                ready[successor] = Math.Max(ready[successor], _builder.EndOf(NodeBefore(step, successor)));
                if (--waiting[successor] == 0)
                {
                    next.Enqueue(successor, successor);
                }
            }
        }

        foreach (int root in layout.Roots)
        {
            _builder.Connect(first, starts[root]);
        }

        List<int> last = [];
        for (int step = 0; step < count; step++)
        {
            foreach (int successor in SuccessorsOf(step))
            {
                _builder.Connect(NodeBefore(step, successor), starts[successor]);
            }

            if (SuccessorsOf(step).IsEmpty)
            {
                last.Add(ends[step]);
            }
        }

        _elements = null;
        return count == 0 ? [first] : last;

        // A step that takes elements one by one can start when the step before has, and each of its elements after that one's.
        int NodeBefore(int step, int successor) => layout.IsStreamed(step, successor) ? starts[step] : ends[step];

        // Without those that only dispose a result, which are no steps of the report: as the last ones of the plan they are at the end.
        ReadOnlySpan<int> SuccessorsOf(int step)
        {
            ReadOnlySpan<int> all = layout.Successors.AsSpan(layout.SuccessorStart[step]..layout.SuccessorStart[step + 1]);
            while (!all.IsEmpty && all[^1] >= count)
            {
                all = all[..^1];
            }

            return all;
        }
    }

    // Adds a run over a stream. Returns the nodes after which it has ended.
    private List<int> AddElements(FlowReport report, StreamTimes times, int run, int outer, int first, ElementSource source)
    {
        int stream = _builder.StreamCount;
        int firstPull = _builder.Count;
        int giver = source.Giver ?? first;
        int pulls = source.Elements is null ? times.Pulls.Count : 0;
        int last = first;
        for (int pull = 0; pull < pulls; pull++)
        {
            last = AddPull(times.Pulls[pull], last, _builder.EndOf(first), run, stream, giver);
        }

        int[] made = source.Elements?.Ends ?? [];
        int[] ends = new int[report.Steps.Count];
        _builder.AddStream(new(times.Slots, times.Buffer, source.Elements?.Stream ?? -1, first, giver, firstPull, firstPull + pulls, pulls > ends.Length ? last : -1));
        for (int element = 0; element < ends.Length; element++)
        {
            int before = element < pulls ? firstPull + element : element < made.Length ? made[element] : first;
            int added = _builder.Count;
            ends[element] = AddStep(report.Steps[element], run, outer, _builder.EndOf(first), Math.Max(_builder.EndOf(first), _builder.EndOf(before)), default);
            _builder.Connect(before, added);
            _builder.Connect(first, added);
            _builder.PassStream(stream, added, ends[element]);
        }

        _elements = new ElementNodes(stream, ends, Closing: -1);
        return source.Elements is { } earlier ? [last, earlier.Closing, .. ends] : [last, .. ends];
    }

    // What the source of a stream does for an element counts for the step that gave the source.
    private int AddPull((TimeSpan Began, TimeSpan Ended) times, int previous, long began, int run, int stream, int giver)
    {
        long ready = _builder.EndOf(previous);
        long start = Math.Max(ready, began + times.Began.Ticks);
        int pull = _builder.Add(new(ready, start, Math.Max(start, began + times.Ended.Ticks)) { Run = run, Step = _builder.StepOf(giver), Enters = stream });
        _builder.Connect(previous, pull);
        return pull;
    }

    // Returns the step's last node.
    private int AddStep(StepReport report, int run, int outer, long began, long ready, ElementSource source)
    {
        int index = _steps.Count;
        int first = _builder.Count;
        _steps.Add(default);
        int last = AddNodes(report, run, index, began, ready, source);
        _steps[index] = new AnalyzedStep(report, outer, first, last);
        return last;
    }

    private int AddNodes(StepReport report, int run, int step, long began, long ready, ElementSource source)
    {
        TimingGraphBuilder.Node node = new(ready, ready, ready) { Run = run, Step = step, Place = report.Step.Index };

        // Without a start there is nothing to tell but that it ended.
        bool hasStarted = report.Status is not (StepStatus.NotRun or StepStatus.Skipped) && began + report.Start.Ticks + report.Duration.Ticks >= ready;
        if (!hasStarted)
        {
            return _builder.Add(node);
        }

        long start = Math.Max(ready, began + report.Start.Ticks);
        long end = Math.Max(start, began + report.Start.Ticks + report.Duration.Ticks);
        long lockWait = Math.Min(report.LockWait.Ticks, start - ready);
        node = node with
        {
            Start = start,
            End = end,
            LockWait = lockWait,
            SlotWait = Math.Min(report.SlotWait.Ticks, start - ready - lockWait),
            NeedsSlot = report.Step.Kind == StepKind.Function && report.NestedReport is null,
        };
        if (report.NestedReport is { } nested)
        {
            TimedRun within = new(nested.MaxConcurrency, run, node.Place);
            return AddRun(nested, within, node with { End = Math.Clamp(start + report.NestedStart.Ticks, start, end) }, end, report, source);
        }

        int added = _builder.Add(node);
        AddLocks(report);
        return added;
    }

    // Those of a step for each element are its elements'.
    private void AddLocks(StepReport? report)
    {
        if (report is null || report.Step.Kind == StepKind.ForEach)
        {
            return;
        }

        if (report.Locks is { } held)
        {
            foreach (HeldLockInfo known in held)
            {
                _builder.AddLock(known.Id, known.Name, known.Permits, known.Wait.Ticks);
            }

            return;
        }

        // A report made by hand knows no lock but by its name. The step is taken to have waited for the first.
        long wait = report.LockWait.Ticks;
        foreach (string name in report.Step.Locks)
        {
            _builder.AddLock(name, name, permits: 0, wait);
            wait = 0;
        }
    }

    /// <summary>What a run over a stream gets its elements from.</summary>
    /// <param name="Giver">The first node of the step that gave the source or the elements; null if that is not known.</param>
    /// <param name="Elements">The elements of that step, if they came one by one; null if they came from a source.</param>
    private readonly record struct ElementSource(int? Giver, ElementNodes? Elements);

    /// <summary>The elements of a run over a stream.</summary>
    /// <param name="Stream">The stream's number.</param>
    /// <param name="Ends">The last node of each element.</param>
    /// <param name="Closing">The last node of the run.</param>
    private sealed record ElementNodes(int Stream, int[] Ends, int Closing);
}
