using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>
/// The step within which a run takes place: what the run has from it instead of from its own options, and where it tells what
/// happened. Safe to use from any thread while the step runs.
/// </summary>
internal abstract class ParentRun
{
    /// <summary>The outer run's host.</summary>
    public abstract FlowHost Host { get; }

    /// <summary>The outer run's clock.</summary>
    public abstract TimeProvider Clock { get; }

    /// <summary>What a failing step does to the inner run; null for what its flow says.</summary>
    public abstract FailureMode? FailureMode { get; }

    /// <summary>The outer run's observer.</summary>
    public abstract FlowObserver? Observer { get; }

    /// <summary>Whether the outer run keeps what happened in the inner one.</summary>
    public abstract bool IsRecorded { get; }

    /// <summary>The slots of which each step of the inner run needs one; null if there is no limit.</summary>
    public abstract ConcurrencyLimiter? Slots { get; }

    /// <summary>The place of the inner run's steps among the ones that wait for <see cref="Slots"/>.</summary>
    public abstract int Place { get; }

    /// <summary>Keeps what happened in the inner run.</summary>
    public abstract void Ended(FlowReport report);

    /// <summary>A failure of the inner run beside the one that it throws.</summary>
    public abstract void Failed(Exception exception);

    /// <summary>
    /// Why a step of the inner run must not wait for a lock: this step, or one around it, holds it, or one that comes after it in
    /// the order in which all steps take their locks. Null if it may.
    /// </summary>
    public abstract string? ObstacleTo(object needed);
}
