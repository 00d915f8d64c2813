using System.Diagnostics;
using AsyncFlow.Plan;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>What each step of a run still waits for.</summary>
internal struct DependencyCounters
{
    private readonly StepLinks _links;
    private readonly RunProgress _progress;

    // The plan's arrays.
    private readonly int[] _successorStart;
    private readonly int[] _successors;

    // For each step. The thread that reaches zero owns the step, and resets the count for the next run.
    private readonly Upstreams[] _upstreams;

    // For each step that has an upstream which did not succeed: one more than the index of the step because of which that was. Made before
    // NeedsChecks is set. An entry is set before the step is counted down, and so before any thread owns it; of several upstreams any wins.
    private PerStep<int> _causes;

    private readonly StreamSteps? _streams;

    public DependencyCounters(PlanLayout layout, StepLinks links, RunProgress progress, StreamSteps? streams)
    {
        _streams = streams;
        _links = links;
        _progress = progress;
        _successorStart = layout.SuccessorStart;
        _successors = layout.Successors;
        _upstreams = Array.ConvertAll(layout.InDegree, static count => new Upstreams { Count = count, Running = count });
        Outcomes = layout.Outcomes;
        _causes = new PerStep<int>(layout.Count);
    }

    /// <summary>Which steps take the outcome of others; null if none does. Changes only before the first step of a run starts.</summary>
    public OutcomeEdges? Outcomes { readonly get; set; }

    /// <summary>Whether an upstream of the step, whose result it needs, did not succeed.</summary>
    public bool HasFailedUpstream(int step) => _causes.ValueOf(step) != 0;

    /// <summary>The step because of which this one is left out; -1 for none.</summary>
    public int CauseOf(int step) => _causes.ValueOf(step) - 1;

    /// <summary>A step has not succeeded, so those that depend on it do not run. Called before they are released.</summary>
    public void LeaveOutDependents()
    {
        _causes.Make();
        _progress.NeedsChecks = true;
    }

    /// <summary>After a step has ended: links the successors that are ready because of it, in the order of declaration, before others.</summary>
    /// <returns>The first of all of them; -1 for none.</returns>
    public int ReleaseSuccessors(int step, StepEnd end, int others)
    {
        int first = others;
        int start = _successorStart[step];
        for (int i = _successorStart[step + 1] - 1; i >= start; i--)
        {
            int successor = _successors[i];
            if (end != StepEnd.Succeeded)
            {
                if (_streams?.IsRead(step, successor) == true)
                {
                    // Released when the step began to give its elements.
                    continue;
                }

                if (end != StepEnd.SucceededAsStream && !IsOutcome(i, end))
                {
                    _causes[successor] = _causes[step] != 0 ? _causes[step] : step + 1;
                }
            }

            if (CountDown(successor))
            {
                _links.Link(successor, first);
                first = successor;
            }
        }

        return first;
    }

    /// <summary>When a step begins to give its elements: links the steps that are ready because they take them one by one.</summary>
    /// <returns>The first of them; -1 for none.</returns>
    public readonly int ReleaseReaders(int step)
    {
        int first = -1;
        for (int i = _successorStart[step + 1] - 1; i >= _successorStart[step]; i--)
        {
            if (_streams!.IsRead(step, _successors[i]) && CountDown(_successors[i]))
            {
                _links.Link(_successors[i], first);
                first = _successors[i];
            }
        }

        return first;
    }

    /// <summary>A step has no complete result, since that of another is incomplete.</summary>
    public void LeaveOut(int step, int cause) => _causes[step] = cause + 1;

    private readonly bool IsOutcome(int edge, StepEnd end) => Outcomes is not null && end == StepEnd.Unsuccessful && Outcomes.IsOutcome(edge);

    private readonly bool CountDown(int step)
    {
        ref Upstreams upstreams = ref _upstreams[step];
        if (upstreams.Count == 1)
        {
            return true;
        }

        int running = _progress.IsPublished ? Interlocked.Decrement(ref upstreams.Running) : --upstreams.Running;
        Debug.Assert(running >= 0, "A step is released once by each upstream.");
        if (running > 0)
        {
            return false;
        }

        upstreams.Running = upstreams.Count;
        return true;
    }

    // Adjacent in memory, since one is read whenever the other is counted down.
    private struct Upstreams
    {
        /// <summary>How many upstreams the step has.</summary>
        public int Count;

        /// <summary>How many have not ended; not counted if there is only one. Plain until the run is published, interlocked after.</summary>
        public int Running;
    }
}
