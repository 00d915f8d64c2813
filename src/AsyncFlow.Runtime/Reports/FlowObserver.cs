namespace AsyncFlow;

/// <summary>
/// Told what happens in a run; derive from it to log, trace or measure. Its methods are called on the thread on which the
/// thing happens, also at the same time for different steps, so they must be quick and safe to call from any thread.
/// </summary>
/// <remarks>An exception that one of them throws is a failure of the run, and names the observer.</remarks>
public abstract class FlowObserver
{
    /// <summary>A run starts.</summary>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="runId">A number that no other run in this process has.</param>
    public virtual void OnRunStarted(FlowPlan plan, long runId) { }

    /// <summary>A step starts: its locks are held.</summary>
    /// <param name="step">The step.</param>
    /// <param name="runId">The run's number.</param>
    public virtual void OnStepStarted(StepInfo step, long runId) { }

    /// <summary>A step ended, or it is certain that it will not start.</summary>
    /// <param name="report">What happened to the step.</param>
    /// <param name="runId">The run's number.</param>
    public virtual void OnStepCompleted(StepReport report, long runId) { }

    /// <summary>A run ended: every step that started has ended.</summary>
    /// <param name="report">What happened in the run.</param>
    /// <param name="runId">The run's number.</param>
    public virtual void OnRunCompleted(FlowReport report, long runId) { }
}
