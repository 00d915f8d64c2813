using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>
/// Receives the events of runs; derive from it to log, trace or measure. Its methods are called on the thread on which the event
/// happens, for different steps at the same time, so they must be fast and thread-safe.
/// </summary>
/// <remarks>
/// An observer observes the runs that have it in their <see cref="FlowOptions.Observer"/>, together with the runs within their steps,
/// or after <see cref="Subscribe"/> every run of the process. What it throws does not end a run: it is in
/// <see cref="FlowReport.ObserverFailures"/> and raises <see cref="UnhandledException"/>. A step sees what an observer changes in the
/// execution context when the step starts, such as <see cref="System.Diagnostics.Activity.Current"/>.
/// </remarks>
/// <example>
/// <code>
/// sealed class StepTimes(ILogger logger) : FlowObserver
/// {
///     public override void OnStepCompleted(in StepCompleted e) => logger.LogInformation("{Step}: {Duration}", e.Step.Name, e.Report.Duration);
/// }
/// </code>
/// </example>
public abstract class FlowObserver
{
    /// <summary>
    /// Raised when an observer throws, on the thread on which it threw. The sender is the observer. What a handler throws is in
    /// <see cref="FlowReport.ObserverFailures"/> too.
    /// </summary>
    public static event EventHandler<UnhandledExceptionEventArgs>? UnhandledException;

    /// <summary>Observes every run of the process that starts from now on, until the subscription is disposed. Thread-safe.</summary>
    /// <param name="observer">The observer.</param>
    /// <returns>
    /// The subscription. Once it is disposed, no further event is sent, except by calls that are in progress. Disposing it again does
    /// nothing.
    /// </returns>
    public static IDisposable Subscribe(FlowObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return ObserverSubscription.Add(observer);
    }

    /// <summary>Makes one observer of several. Each receives every event, in the given order, also when one before it throws.</summary>
    /// <param name="observers">The observers; null elements are left out.</param>
    public static FlowObserver Combine(params FlowObserver?[] observers)
    {
        ArgumentNullException.ThrowIfNull(observers);
        return CombinedObserver.Of(observers);
    }

    /// <summary>A run starts.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnRunStarted(in RunStarted e) { }

    /// <summary>A step that is ready begins to wait for a lock, or for a slot of the concurrency limit.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnStepWaiting(in StepWaiting e) { }

    /// <summary>A step starts. It holds its locks.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnStepStarted(in StepStarted e) { }

    /// <summary>
    /// An attempt of a step under a policy starts. For each there is one, the first included, after <see cref="OnStepStarted"/>; several attempts of one
    /// step may start at the same time.
    /// </summary>
    /// <param name="e">The event.</param>
    public virtual void OnAttemptStarted(in AttemptStarted e) { }

    /// <summary>A step has ended, or will not start.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnStepCompleted(in StepCompleted e) { }

    /// <summary>A run has ended, after all its steps. The caller of the run does not have the result yet.</summary>
    /// <param name="e">The event.</param>
    public virtual void OnRunCompleted(in RunCompleted e) { }

    /// <summary>Raises <see cref="UnhandledException"/>.</summary>
    /// <param name="exception">What this observer threw.</param>
    /// <returns>What handlers threw; null for nothing.</returns>
    internal List<Exception>? RaiseUnhandledException(Exception exception)
    {
        if (UnhandledException is not { } handlers)
        {
            return null;
        }

        object sender = this is ObserverSubscription subscription ? subscription.Observer : this;
        List<Exception>? failures = null;
        foreach (Delegate handler in handlers.GetInvocationList())
        {
            try
            {
                ((EventHandler<UnhandledExceptionEventArgs>)handler)(sender, new UnhandledExceptionEventArgs(exception, isTerminating: false));
            }
            catch (Exception failure)
            {
                (failures ??= []).Add(failure);
            }
        }

        return failures;
    }
}
