using System.Diagnostics.Tracing;

namespace AsyncFlow.Monitoring;

/// <summary>
/// The event source <c>AsyncFlow</c>: counters for <c>dotnet-counters</c>, and events of runs and steps for <c>dotnet-trace</c>. It observes flows only
/// while a session listens.
/// </summary>
[EventSource(Name = SourceName)]
internal sealed class FlowEventSource : EventSource
{
    public const string SourceName = "AsyncFlow";

    // Activities of event sources are stacks, and steps are not.
    private const EventActivityOptions Steps = EventActivityOptions.Disable;

    private readonly object _gate = new();

    // Guarded by _gate. Not null while a session listens.
    private IDisposable? _subscription;
    private DiagnosticCounter[] _counters = [];

    private long _startedRuns;
    private long _activeRuns;
    private long _endedSteps;
    private long _failedSteps;

    // With the name: to look it up in the attribute, by reflection, would take most of the time that the library needs to start.
    private FlowEventSource()
        : base(SourceName, EventSourceSettings.EtwSelfDescribingEventFormat)
    {
    }

    /// <summary>The source; null where there are no event sources.</summary>
    public static FlowEventSource? Source { get; private set; }

    /// <summary>A run has started.</summary>
    [Event(1, Level = EventLevel.Informational, ActivityOptions = Steps)]
    public void RunStart(string flow, long runId, long parentRunId) => WriteEvent(1, flow, runId, parentRunId);

    /// <summary>A run has ended.</summary>
    [Event(2, Level = EventLevel.Informational, ActivityOptions = Steps)]
    public void RunStop(string flow, long runId, string status, double milliseconds) => WriteEvent(2, flow, runId, status, milliseconds);

    /// <summary>A step has started.</summary>
    [Event(3, Level = EventLevel.Verbose, ActivityOptions = Steps)]
    public void StepStart(string flow, long runId, string step, double lockWaitMilliseconds) => WriteEvent(3, flow, runId, step, lockWaitMilliseconds);

    /// <summary>A step has ended, or will not start.</summary>
    [Event(4, Level = EventLevel.Verbose, ActivityOptions = Steps)]
    public void StepStop(string flow, long runId, string step, string status, double milliseconds) => WriteEvent(4, flow, runId, step, status, milliseconds);

    /// <summary>A step has failed.</summary>
    [Event(5, Level = EventLevel.Error)]
    public void StepFailed(string flow, long runId, string step, string exception) => WriteEvent(5, flow, runId, step, exception);

    /// <summary>Makes the source, so that sessions find it. Called once.</summary>
    [NonEvent]
    public static void Open() => Source = new FlowEventSource();

    /// <inheritdoc/>
    protected override void OnEventCommand(EventCommandEventArgs command)
    {
        lock (_gate)
        {
            bool isEnabled = IsEnabled();
            if (isEnabled && _subscription is null)
            {
                _subscription = FlowObserver.Subscribe(new Observer(this));
                _counters =
                [
                    new IncrementingPollingCounter("runs-started", this, () => Volatile.Read(ref _startedRuns)) { DisplayName = "Runs started", DisplayRateTimeScale = TimeSpan.FromSeconds(1) },
                    new PollingCounter("runs-active", this, () => Volatile.Read(ref _activeRuns)) { DisplayName = "Active runs" },
                    new IncrementingPollingCounter("steps-ended", this, () => Volatile.Read(ref _endedSteps)) { DisplayName = "Steps ended", DisplayRateTimeScale = TimeSpan.FromSeconds(1) },
                    new IncrementingPollingCounter("steps-failed", this, () => Volatile.Read(ref _failedSteps)) { DisplayName = "Steps failed", DisplayRateTimeScale = TimeSpan.FromSeconds(1) },
                ];
            }
            else if (!isEnabled)
            {
                Close();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            Close();
        }

        base.Dispose(disposing);
    }

    private void Close()
    {
        _subscription?.Dispose();
        _subscription = null;
        foreach (DiagnosticCounter counter in _counters)
        {
            counter.Dispose();
        }

        _counters = [];

        // Runs that are active now end unobserved.
        Volatile.Write(ref _activeRuns, 0);
    }

    private sealed class Observer(FlowEventSource source) : FlowObserver
    {
        public override void OnRunStarted(in RunStarted e)
        {
            Interlocked.Increment(ref source._startedRuns);
            Interlocked.Increment(ref source._activeRuns);
            source.RunStart(e.Plan.Name, e.RunId, e.Parent.RunId);
        }

        public override void OnStepStarted(in StepStarted e)
        {
            if (source.IsEnabled(EventLevel.Verbose, EventKeywords.None))
            {
                source.StepStart(e.Plan.Name, e.RunId, e.Step.Name, e.LockWait.TotalMilliseconds);
            }
        }

        public override void OnStepCompleted(in StepCompleted e)
        {
            Interlocked.Increment(ref source._endedSteps);
            if (source.IsEnabled(EventLevel.Verbose, EventKeywords.None))
            {
                source.StepStop(e.Plan.Name, e.RunId, e.Step.Name, e.Report.Status.ToString(), e.Report.Duration.TotalMilliseconds);
            }

            if (e.Report.Status == StepStatus.Failed)
            {
                Interlocked.Increment(ref source._failedSteps);
                source.StepFailed(e.Plan.Name, e.RunId, e.Step.Name, $"{e.Report.Exception!.GetType().FullName}: {e.Report.Exception.Message}");
            }
        }

        public override void OnRunCompleted(in RunCompleted e)
        {
            Interlocked.Decrement(ref source._activeRuns);
            source.RunStop(e.Report.FlowName, e.RunId, e.Report.Status.ToString(), e.Report.Duration.TotalMilliseconds);
        }
    }
}
