using System.Runtime.ExceptionServices;

namespace AsyncFlow.Reports;

/// <summary>Several observers as one. A run tells each of them by itself; the methods are for code that calls this object directly.</summary>
internal sealed class CombinedObserver : FlowObserver
{
    private readonly FlowObserver[] _observers;

    private CombinedObserver(FlowObserver[] observers) => _observers = observers;

    /// <summary>Makes one observer of several; null elements are left out.</summary>
    public static FlowObserver Of(params ReadOnlySpan<FlowObserver?> observers)
    {
        List<FlowObserver> all = [];
        foreach (FlowObserver? observer in observers)
        {
            if (observer is not null)
            {
                all.AddRange(Separate(observer));
            }
        }

        return all.Count == 1 ? all[0] : new CombinedObserver([.. all]);
    }

    /// <summary>The observers that an observer is made of: itself, unless it is a combined one.</summary>
    public static FlowObserver[] Separate(FlowObserver observer) => observer is CombinedObserver combined ? combined._observers : [observer];

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e) => Send(e);

    /// <inheritdoc/>
    public override void OnStepWaiting(in StepWaiting e) => Send(e);

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e) => Send(e);

    /// <inheritdoc/>
    public override void OnAttemptStarted(in AttemptStarted e) => Send(e);

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e) => Send(e);

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e) => Send(e);

    private void Send<TEvent>(TEvent e) where TEvent : struct, IFlowEvent
    {
        List<Exception>? failures = null;
        foreach (FlowObserver observer in _observers)
        {
            try
            {
                e.SendTo(observer);
            }
            catch (Exception exception)
            {
                (failures ??= []).Add(exception);
            }
        }

        if (failures is not null)
        {
            ExceptionDispatchInfo.Throw(failures.Count == 1 ? failures[0] : new AggregateException(failures));
        }
    }
}
