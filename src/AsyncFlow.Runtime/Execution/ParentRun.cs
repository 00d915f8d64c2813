using AsyncFlow.Locks;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// The step of a run within which other runs take place. It provides the settings that these do not take from their own options, and receives
/// their outcomes. Made once for a step of a pooled run, and open from the start of the step to its end. Thread-safe.
/// </summary>
/// <remarks>
/// A step may end without waiting for a nested run. That run goes on, and may end while the outer run, which is pooled, executes
/// something else. So a nested run presents the version that it was given, and its outcome is ignored if that is not the current one.
/// </remarks>
/// <param name="plan">The plan of the run's flow.</param>
/// <param name="step">The step's index.</param>
/// <param name="id">The run's identifier.</param>
/// <param name="progress">The run's progress.</param>
/// <param name="locks">The locks of the run's steps.</param>
internal sealed class ParentRun(FlowPlan plan, int step, RunId id, RunProgress progress, StepLocks? locks) : ILockHolder
{
    private readonly object _gate = new();

    // All guarded by _gate. Raised when the step starts and when it ends: odd while it runs.
    private int _version;
    private ParentSettings _settings;
    private StepRecorder? _recorder;
    private ParentRun? _outer;
    private int _outerVersion;
    private List<Exception>? _failures;

    /// <summary>The step starts.</summary>
    /// <param name="settings">The settings for nested runs.</param>
    /// <param name="recorder">The recorder of the run; null if it has none.</param>
    /// <param name="outer">The step within which the run itself takes place; null for none.</param>
    /// <param name="outerVersion">The version that the run was given by it.</param>
    public void Open(in ParentSettings settings, StepRecorder? recorder, ParentRun? outer, int outerVersion)
    {
        lock (_gate)
        {
            _version |= 1;
            _settings = settings with { Version = _version };
            _recorder = recorder;
            _outer = outer;
            _outerVersion = outerVersion;
        }
    }

    /// <summary>The step ends.</summary>
    /// <returns>The failures of nested runs other than those that they threw; null for none.</returns>
    public List<Exception>? Close()
    {
        lock (_gate)
        {
            if ((_version & 1) == 0)
            {
                return null;
            }

            _version++;
            _settings = default;
            _recorder = null;
            _outer = null;
            List<Exception>? failures = _failures;
            _failures = null;
            return failures;
        }
    }

    /// <summary>A nested run begins.</summary>
    /// <param name="flow">Its flow's name.</param>
    /// <exception cref="InvalidOperationException">The step has ended.</exception>
    public ParentSettings Enter(string flow)
    {
        lock (_gate)
        {
            return (_version & 1) != 0
                ? _settings
                : throw new InvalidOperationException($"Flow '{flow}' cannot run within a step that has ended. Use the options that a step is given only until it ends.");
        }
    }

    /// <summary>The outer run and the step, as observers see them; the default if the step has ended.</summary>
    /// <param name="version">The version that the nested run was given.</param>
    public RunOrigin OriginOf(int version)
    {
        lock (_gate)
        {
            return version == _version ? new RunOrigin(id.Value, plan.InfoOf(step)) : default;
        }
    }

    /// <summary>A flow within the step runs again, under policies of its own: the failures of its earlier runs are theirs.</summary>
    public void DropFailures()
    {
        lock (_gate)
        {
            _failures = null;
        }
    }

    /// <summary>A nested run has ended.</summary>
    /// <param name="version">The version that it was given.</param>
    /// <param name="report">What happened in it; null if that is not recorded.</param>
    /// <param name="failures">Its failures.</param>
    /// <param name="thrown">The failure that it throws, and by which the step fails unless its code handles it.</param>
    public void Leave(int version, FlowReport? report, IReadOnlyList<Exception> failures, Exception? thrown)
    {
        lock (_gate)
        {
            if (version != _version)
            {
                return;
            }

            if (report is not null)
            {
                _recorder?.RunWithin(step, report);
            }

            foreach (Exception failure in failures)
            {
                if (failure != thrown)
                {
                    (_failures ??= []).Add(failure);
                }
            }
        }
    }

    /// <summary>Adds the locks that this step and those around it hold.</summary>
    /// <param name="version">The version that the nested run was given.</param>
    /// <param name="held">Receives the locks.</param>
    public void AddHeldLocks(int version, List<HeldLock> held)
    {
        for (ParentRun? parent = this, outer; parent is not null; parent = outer)
        {
            (outer, version) = parent.AddOwnLocks(version, held);
        }
    }

    /// <inheritdoc/>
    public bool KeepsLocks(int version)
    {
        lock (_gate)
        {
            return version == _version && !progress.IsStopped;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"step '{plan.Layout.NameOf(step)}' of flow '{plan.Name}'";

    // Returns the step around this one.
    private (ParentRun? Outer, int Version) AddOwnLocks(int version, List<HeldLock> held)
    {
        lock (_gate)
        {
            if (version != _version)
            {
                return default;
            }

            locks?.AddHeld(step, this, version, held);
            return (_outer, _outerVersion);
        }
    }
}

/// <summary>The settings that a nested run takes from the step within which it takes place.</summary>
/// <param name="Host">The outer run's host.</param>
/// <param name="Clock">The outer run's clock.</param>
/// <param name="FailureMode">What a failing step does to the nested run; null for its flow's own choice.</param>
/// <param name="Observer">The outer run's observer.</param>
/// <param name="IsRecorded">Whether the outer run records what happens in the nested one.</param>
/// <param name="Limiter">The limiter of which each step of the nested run needs a slot; null if there is no limit.</param>
/// <param name="Place">The place of the nested run's steps among those that wait for the limiter.</param>
/// <param name="Journal">Where the nested run keeps results; null without a journal.</param>
/// <param name="Version">Distinguishes this execution of the step from others.</param>
internal readonly record struct ParentSettings(
    FlowHost Host, TimeProvider Clock, FailureMode? FailureMode, FlowObserver? Observer, bool IsRecorded, ConcurrencyLimiter? Limiter, int Place, FlowJournal? Journal, int Version = 0);
