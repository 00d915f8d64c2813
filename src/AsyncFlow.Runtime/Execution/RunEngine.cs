using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Reports;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>The parts of one pooled run, how a run begins, and how they are made ready for the next one.</summary>
internal sealed class RunEngine
{
    private readonly FlowPlan _plan;
    private readonly FlowSteps _steps;
    private readonly RunScheduler _scheduler;
    private readonly RunOutcome _outcome;
    private readonly CallerLoop _caller;

    /// <summary>Makes the parts.</summary>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="steps">The code of its steps.</param>
    public RunEngine(FlowPlan plan, FlowSteps steps)
    {
        _plan = plan;
        _steps = steps;
        RunProgress progress = new(plan.Layout.Count);
        RunHost host = new(plan, progress);
        _scheduler = new RunScheduler(plan, progress, host);
        _caller = new CallerLoop(_scheduler);
        Settings = new RunSettings(plan, host);
        Cancellation = new RunCancellation(progress, host);
        _outcome = new RunOutcome(Settings, _scheduler, Cancellation);
        Completion = new RunCompletion(steps, Settings, _scheduler, Cancellation, _outcome);
        Streams = plan.Layout.HasStreams ? new StreamSteps(plan.Layout, Cancellation) : null;
        Lifecycle = new StepLifecycle(steps, Settings, _scheduler, Cancellation, _outcome, Streams);
        progress.Connect(Completion, Lifecycle);
        host.Connect(Completion, new RunWork(_scheduler));
        _scheduler.Connect(Lifecycle, Completion);
        Cancellation.Connect(Completion);
    }

    /// <summary>How the run is executed.</summary>
    public RunSettings Settings { get; }

    /// <summary>The token of the steps.</summary>
    public RunCancellation Cancellation { get; }

    /// <summary>What happens to each step.</summary>
    public StepLifecycle Lifecycle { get; }

    /// <summary>The streams between the steps; null if there are none.</summary>
    public StreamSteps? Streams { get; }

    /// <summary>The end of the run.</summary>
    public RunCompletion Completion { get; }

    /// <summary>Runs the flow as far as the caller may.</summary>
    /// <param name="options">How to run; null is the flow's own choice.</param>
    /// <param name="wantsReport">Whether the caller wants a report instead of an exception.</param>
    /// <param name="outputStep">The index of the step whose result the caller wants; -1 for none.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    /// <returns>True if the run has ended and its result is to be taken directly, not from the completion.</returns>
    public bool Execute(FlowOptions? options, bool wantsReport, int outputStep, CancellationToken cancellationToken)
    {
        Completion.WantsReport = wantsReport;
        return Begin(options, wantsReport, outputStep, cancellationToken) && Completion.TryCompleteSynchronously();
    }

    /// <summary>Goes on with a run that its caller began in a straight line: on the default host, without options and observers.</summary>
    /// <param name="ended">How many steps have ended, in the order of the line. All have succeeded.</param>
    /// <param name="stop">Why the line was left.</param>
    /// <param name="task">What the next step returned, if the line was left on a task.</param>
    /// <param name="exception">What the next step has thrown, if the line was left on an exception.</param>
    /// <param name="source">The source of the token that steps have, unless it is the run's own; null for none.</param>
    /// <param name="callerToken">The caller's token.</param>
    /// <returns>True if the run has ended and its result is to be taken directly, not from the completion.</returns>
    public bool Continue(int ended, LineStop stop, ValueTask task, Exception? exception, CancellationTokenSource? source, CancellationToken callerToken)
    {
        Completion.WantsReport = false;
        _scheduler.Begin(ExecutionContext.Capture());
        Cancellation.Begin(callerToken);
        if (source is not null)
        {
            Cancellation.Adopt(source);
        }

        if (ended == _plan.Layout.Count)
        {
            return Completion.TrySettle() && Completion.TryCompleteSynchronously();
        }

        int step = Lifecycle.Replay(_scheduler.LinkRoots(), ended);
        if (!Lifecycle.IsUntouched(step, stop))
        {
            step = Lifecycle.Adopt(step, stop, task, exception, ref ended);
        }

        return EndCallersPart(ended + _caller.Continue(step, mayStartSteps: stop != LineStop.TookLong)) && Completion.TryCompleteSynchronously();
    }

    /// <summary>Begins the execution of a step under policies.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step's index.</param>
    public StepAttempts BeginAttempts(FlowSteps run, int step) => new(run, step, Settings, _scheduler.Host, Lifecycle);

    /// <summary>Makes this the run over a stream. Called before it begins.</summary>
    /// <param name="code">Takes the elements and gives results.</param>
    /// <param name="input">The elements.</param>
    /// <param name="outputs">The queues of the steps behind.</param>
    /// <param name="source">The name of the step that gives the elements.</param>
    public ElementSlots ReadStream(IElementCode code, ElementQueue input, ElementQueue[] outputs, string source) =>
        Lifecycle.Slots = new ElementSlots(_scheduler, _plan.Layout.Elements!, code, input, outputs, source);

    /// <summary>The source of a stream has failed.</summary>
    public void FailSource(Exception exception)
    {
        if (exception is not OperationCanceledException || !Cancellation.IsCancellationRequested)
        {
            _outcome.RecordFailure(exception, step: _plan.Name);
        }
    }

    /// <summary>A step has stopped before the end of the stream that it takes.</summary>
    public void StopReading(int step)
    {
        try
        {
            Streams?.StopReading(step)?.Cancel();
        }
        catch (AggregateException exception)
        {
            // That of a callback which the user's source has registered.
            _outcome.RecordFailure(exception);
        }
    }

    /// <summary>The run was stopped before all elements came.</summary>
    public void MissElements() => _outcome.StepWasUnsuccessful();

    /// <summary>Makes the parts ready for the next run.</summary>
    /// <returns>False if that is impossible: a run that went wrong leaves cancelled tokens, and counts that have not reached zero.</returns>
    public bool TryReset()
    {
        if (_outcome.IsTerminated || !Cancellation.TryReset())
        {
            return false;
        }

        Completion.Reset();
        Lifecycle.Reset();
        Settings.Reset();
        _scheduler.Reset();
        return true;
    }

    private bool Begin(FlowOptions? options, bool wantsReport, int outputStep, CancellationToken cancellationToken)
    {
        FlowHost host = options is null ? FlowHost.Ambient : Settings.Read(options);
        if (Settings.Subset is { } subset)
        {
            if (outputStep >= 0 && subset.ReasonAgainst(outputStep) is { } reason)
            {
                throw new ArgumentException(NoResult(outputStep, reason), nameof(options));
            }

            Lifecycle.Restrict(subset);
        }

        if (_plan.SingleThreaded && host.RunsAsyncStepsInParallel)
        {
            throw new InvalidOperationException(
                $"Flow '{_plan.Name}' is SingleThreaded, but the host '{host}' can run two asynchronous steps at the same time. Choose a host that does not in FlowOptions.Host, or remove SingleThreaded.");
        }

        _scheduler.Host.Choose(host);
        _scheduler.Begin(ExecutionContext.Capture());
        int maxConcurrency = options?.MaxConcurrency ?? _plan.MaxConcurrency;
        _scheduler.Limit(_scheduler.IsStream ? 0 : maxConcurrency, Settings.FromParent.Limiter, Settings.FromParent.Place);
        Cancellation.Begin(cancellationToken);
        if (host.SchedulesSteps)
        {
            _scheduler.Host.RunId = Settings.Id.Value;
        }

        FlowObserver[] observers = ObserverSubscription.ObserversOf(Settings.Observer);
        if (wantsReport || observers.Length > 0 || Settings.FromParent.IsRecorded)
        {
            RunClock clock = new(Settings.Clock, _plan.Name, _outcome);
            Settings.Recorder = new StepRecorder(_plan, clock, observers, Settings.Id.Value, observers.Length > 0 ? Settings.Origin : default, maxConcurrency)
            {
                TakesLocksLate = host.SchedulesSteps,
            };
            _scheduler.Progress.NeedsChecks = true;
        }

        if (Settings.Interceptor is not null)
        {
            _scheduler.Progress.NeedsChecks = true;
        }

        if ((options?.Journal ?? Settings.FromParent.Journal) is { } journal)
        {
            OpenJournal(journal);
        }

        // If the user's clock, journal or host throws before this point, the host does not wait for the run.
        bool tellsHost = Completion.TellsHost;
        if (tellsHost)
        {
            StartOnHost(host);
        }

        if (Settings.Recorder is { } recorder)
        {
            // Neither the caller nor the steps see what an observer changes in the contexts.
            SynchronizationContext? synchronizationContext = SynchronizationContext.Current;
            recorder.RunStarted();
            FlowingContexts.Restore(_scheduler.Context, synchronizationContext);
        }

        if (_scheduler.IsStream)
        {
            // Its steps become ready by elements, which other threads bring.
            _scheduler.Progress.Publish();
        }

        bool hasEnded = EndCallersPart(_caller.Begin(MayStartSteps(host)));
        if (tellsHost)
        {
            host.RunStarted();
        }

        return hasEnded;
    }

    private void OpenJournal(FlowJournal journal)
    {
        Settings.Journal = journal.Open(_plan, _steps);
        _scheduler.Progress.NeedsChecks = true;
        Lifecycle.Resume(Settings.Journal);
    }

    private void StartOnHost(FlowHost host)
    {
        try
        {
            host.RunStarting();
        }
        catch
        {
            Settings.Journal?.Close();
            throw;
        }
    }

    private string NoResult(int outputStep, string reason)
    {
        string name = _plan.Layout.NameOf(outputStep);
        return $"Flow '{_plan.Name}' cannot return its result: the step that gives it, '{name}', does not run ({reason}). Call RunAsync, which returns a report, or have '{name}' run.";
    }

    // A step may start here only if what it changes in the execution context can be seen and undone, and if the stack has room for it:
    // flows may run within each other's steps to any depth.
    private bool MayStartSteps(FlowHost host) =>
        _scheduler.Context is not null && !host.SchedulesSteps && host.IsCurrent && RuntimeHelpers.TryEnsureSufficientExecutionStack();

    // Returns whether the run has ended.
    private bool EndCallersPart(int ended)
    {
        if (!_scheduler.Progress.IsPublished)
        {
            return Completion.TrySettle();
        }

        _scheduler.Progress.LeaveCaller(ended);
        return false;
    }
}
