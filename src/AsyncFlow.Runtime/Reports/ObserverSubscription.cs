namespace AsyncFlow.Reports;

/// <summary>The subscription of an observer to every run of the process.</summary>
internal sealed class ObserverSubscription : FlowObserver, IDisposable
{
    private static readonly object s_gate = new();

    // Every subscription that is not disposed. Replaced under the gate, never changed; read without it.
    private static FlowObserver[] s_all = [];

    private volatile bool _isDisposed;

    private ObserverSubscription(FlowObserver observer) => Observer = observer;

    /// <summary>The observer.</summary>
    public FlowObserver Observer { get; }

    /// <summary>Subscribes an observer.</summary>
    public static ObserverSubscription Add(FlowObserver observer)
    {
        ObserverSubscription subscription = new(observer);
        lock (s_gate)
        {
            Volatile.Write(ref s_all, [.. s_all, subscription]);
        }

        EngineOnly.Require();
        return subscription;
    }

    /// <summary>The observers of a run that starts now. Empty, and without an allocation, if there are none.</summary>
    /// <param name="own">The observer that the run has by itself; null for none.</param>
    public static FlowObserver[] ObserversOf(FlowObserver? own)
    {
        FlowObserver[] all = Volatile.Read(ref s_all);
        return own is null ? all
            : all.Length == 0 ? CombinedObserver.Separate(own)
            : [.. CombinedObserver.Separate(own), .. all];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (s_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            Volatile.Write(ref s_all, Array.FindAll(s_all, other => other != this));
        }

        EngineOnly.Release();
    }

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e)
    {
        if (!_isDisposed)
        {
            Observer.OnRunStarted(e);
        }
    }

    /// <inheritdoc/>
    public override void OnStepWaiting(in StepWaiting e)
    {
        if (!_isDisposed)
        {
            Observer.OnStepWaiting(e);
        }
    }

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e)
    {
        if (!_isDisposed)
        {
            Observer.OnStepStarted(e);
        }
    }

    /// <inheritdoc/>
    public override void OnAttemptStarted(in AttemptStarted e)
    {
        if (!_isDisposed)
        {
            Observer.OnAttemptStarted(e);
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        if (!_isDisposed)
        {
            Observer.OnStepCompleted(e);
        }
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        if (!_isDisposed)
        {
            Observer.OnRunCompleted(e);
        }
    }
}
