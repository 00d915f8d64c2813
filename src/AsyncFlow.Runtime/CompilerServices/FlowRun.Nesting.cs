using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// Runs within steps of other runs.
public abstract partial class FlowRun
{
    // The step within which this run takes place; null if it is nobody's.
    private ParentRun? _enclosing;

    // Where _slots has this run's steps, if it is the outer run's queue; otherwise -1, and each step has its own place.
    private int _place = -1;

    // What the run's options say of failures. Runs of other flows within this one follow it too.
    private FailureMode? _demandedFailureMode;

    // For each step that has ever run another run: the options of that. Made once for a pooled run.
    private FlowOptions?[]? _nested;

    /// <summary>The options of a run that takes place within a step of this one.</summary>
    /// <param name="step">The step's index.</param>
    protected internal FlowOptions Nested(int step)
    {
        if (_slots is not null)
        {
            // The inner run's threads grant slots to this run's steps.
            Share();
        }

        // Steps may get here at the same time; each writes its own entry.
        if (Volatile.Read(ref _nested) is null)
        {
            Interlocked.CompareExchange(ref _nested, new FlowOptions?[_layout.Count], null);
        }

        return _nested![step] ??= new FlowOptions { Enclosing = new Step(this, step) };
    }

    /// <summary>A lock that each element of a step needs.</summary>
    internal object? LockOf(int step, int index) => GetLock(step, index);

    /// <summary>The name of a step.</summary>
    internal string NameOf(int step) => _layout.NameOf(step);

    /// <summary>The plan of a run within a step of this one, one step of which works on one element of a list.</summary>
    internal FlowPlan PlanElements(int step, int count, int maxConcurrency) => _pool.Plan.ForElements(step, count, maxConcurrency);

    // A lock that a step around this run holds would never be free, and one that comes before it could make two steps wait for
    // each other.
    private void CheckAgainstEnclosing(int step, int index, object? needed)
    {
        if (needed is not null && _enclosing?.ObstacleTo(needed) is { } obstacle)
        {
            throw new InvalidOperationException($"Step '{_layout.NameOf(step)}' of flow '{_pool.Plan.Name}' cannot wait for lock '{_layout.LockNameOf(step, index)}': {obstacle}");
        }
    }

    private void TellEnclosing(ParentRun enclosing)
    {
        foreach (Exception failure in CopyFailures())
        {
            if (failure != _exception)
            {
                enclosing.Failed(failure);
            }
        }

        if (enclosing.IsRecorded)
        {
            enclosing.Ended(_report!);
        }
    }

    private sealed class Step(FlowRun run, int step) : ParentRun
    {
        public override FlowHost Host => run._host;

        public override TimeProvider Clock => run.Clock;

        public override FailureMode? FailureMode => run._layout.KindOf(step) == StepKind.ForEach ? run._failureMode : run._demandedFailureMode;

        public override FlowObserver? Observer => run._observer;

        public override bool IsRecorded => run._recorder is not null;

        public override ConcurrencyLimiter? Slots => run._slots;

        public override int Place => run._place >= 0 ? run._place : step;

        public override void Ended(FlowReport report) => run._recorder!.RunWithin(step, report);

        public override void Failed(Exception exception) => run.RecordFailure(exception);

        public override string? ObstacleTo(object needed)
        {
            if (run._locks?.ObstacleTo(step, needed) is not var (name, isSame))
            {
                return run._enclosing?.ObstacleTo(needed);
            }

            string holder = $"step '{run._layout.NameOf(step)}' of flow '{run._pool.Plan.Name}'";
            return isSame
                ? $"{holder}, within which it runs, holds it, and so it would never be free. Let only one of the two hold it."
                : $"{holder}, within which it runs, holds lock '{name}', which comes after it in the order in which steps take locks, so two such steps could wait for each other. Let {holder} hold both.";
        }
    }
}
