using System.Runtime.CompilerServices;
using AsyncFlow.CompilerServices;
using AsyncFlow.Plan;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>What happens to one step, from ready to ended.</summary>
internal sealed partial class StepLifecycle : StepExecutor
{
    private readonly FlowSteps _steps;
    private readonly PlanLayout _layout;
    private readonly RunSettings _settings;
    private readonly RunScheduler _scheduler;
    private readonly RunProgress _progress;
    private readonly RunCancellation _cancellation;
    private readonly RunOutcome _outcome;
    private readonly PendingAwaits _awaits;
    private readonly NestedRuns _nested;

    // Null if no step has locks.
    private readonly StepLocks? _locks;
    private readonly LockAcquisition? _acquisition;

    // How far each step has come. Belongs to the thread that owns the step.
    private readonly StepPhase[] _phases;

    // The steps whose condition did not hold, and those that were not asked for. Null if no step has a condition, until a run has only some of
    // the steps. An entry is set before the step is counted as ended.
    private bool[]? _skipped;

    private DependencyCounters _counters;

    // The tasks of an interceptor that steps wait for, in tests.
    private PerStep<Task<Interception>?> _interceptions;

    // What steps wait for whose results are being kept.
    private PerStep<Task?> _keeping;

    // How steps ended that have no result, if outcomes are taken. An entry is set before the step is counted as ended.
    private PerStep<UnsuccessfulStep> _unsuccessful;

    // Which steps run alone. Null until a step asks for its token.
    private bool[]? _runsAlone;

    // The streams between the steps; null if there are none.
    private readonly StreamSteps? _streams;

    public StepLifecycle(FlowSteps steps, RunSettings settings, RunScheduler scheduler, RunCancellation cancellation, RunOutcome outcome, StreamSteps? streams)
    {
        _streams = streams;
        _steps = steps;
        _layout = settings.Plan.Layout;
        _settings = settings;
        _scheduler = scheduler;
        _progress = scheduler.Progress;
        _cancellation = cancellation;
        _outcome = outcome;
        _phases = new StepPhase[_layout.Count];
        for (int step = 0; step < _phases.Length; step++)
        {
            _phases[step] = FirstPhase(step);
        }

        _awaits = new PendingAwaits(scheduler, _phases);
        _locks = _layout.HasLockedSteps ? new StepLocks(settings.Plan) : null;
        _acquisition = _locks is null ? null : new LockAcquisition(_locks, steps, settings, scheduler, cancellation, _awaits, _phases);
        _nested = new NestedRuns(settings, scheduler, _locks);
        _skipped = _layout.HasConditions ? new bool[_layout.Count] : null;
        _counters = new DependencyCounters(_layout, scheduler.Host.Links, _progress, streams);
        _interceptions = new PerStep<Task<Interception>?>(_layout.Count);
        _unsuccessful = new PerStep<UnsuccessfulStep>(_layout.Count);
        _keeping = new PerStep<Task?>(_layout.Count);
    }

    /// <summary>How steps wait for what they returned.</summary>
    public PendingAwaits Awaits => _awaits;

    /// <summary>The runs within the steps.</summary>
    public NestedRuns Nested => _nested;

    /// <summary>Brings elements to the steps of a run over a stream, before the run begins; null otherwise.</summary>
    public ElementSlots? Slots { get; set; }

    /// <summary>Whether a step that has ended was skipped, so that it has no result.</summary>
    public bool IsSkipped(int step) => _skipped?[step] == true;

    /// <inheritdoc/>
    public override int Execute(int step, int others, ref int ended) => Leave(step, Advance(step), others, ref ended);

    /// <inheritdoc/>
    public override bool ExecuteElement(int step, out bool hasSucceeded)
    {
        StepEnd end = Advance(step);
        hasSucceeded = end == StepEnd.Succeeded;
        return end != StepEnd.NotYet;
    }

    /// <inheritdoc/>
    public override StepReadiness Prepare(int step, bool takeLocks)
    {
        if (_phases[step] == StepPhase.NeedsLocks)
        {
            if (!takeLocks)
            {
                return StepReadiness.Ready;
            }

            if (!TryTakeLocks(step))
            {
                return StepReadiness.AwaitsLock;
            }
        }

        return _phases[step] is not (StepPhase.IsOmitted or StepPhase.IsKept or StepPhase.IsConditional or StepPhase.HoldsSlot) && NeedsSlot(step) && MayStart(step)
            ? StepReadiness.NeedsSlot
            : StepReadiness.Ready;
    }

    /// <inheritdoc/>
    public override void AwaitSlot(int step)
    {
        _phases[step] = StepPhase.AwaitsSlot;
        _settings.Recorder?.WaitsForSlot(step);
    }

    /// <inheritdoc/>
    public override void HoldSlot(int step)
    {
        _phases[step] = StepPhase.HoldsSlot;
        _settings.Recorder?.HoldsSlot(step);
    }

    /// <inheritdoc/>
    public override bool OnlyCompletes(int step) => _phases[step] is StepPhase.IsOmitted or StepPhase.IsKept or >= StepPhase.AwaitsTask;

    /// <summary>What became of a step that has ended.</summary>
    /// <param name="step">The step.</param>
    /// <param name="value">Its result, if it succeeded.</param>
    public StepOutcome<T> OutcomeOf<T>(int step, T value) => _unsuccessful.ValueOf(step) is { Status: not StepStatus.None } end ? new(end.Status, end.Exception)
        : IsSkipped(step) ? new(StepStatus.Skipped, null)
        : new(value);

    /// <summary><see cref="OutcomeOf"/>, after which the step can be executed again.</summary>
    public StepOutcome<T> TakeOutcome<T>(int step, T value)
    {
        StepOutcome<T> outcome = OutcomeOf(step, value);
        if (_unsuccessful.ValueOf(step).Status != StepStatus.None)
        {
            _unsuccessful[step] = default;
        }

        return outcome;
    }

    /// <summary>A step gives its elements from now on: steps that take them one by one need not wait for its end.</summary>
    public void OpenStream(int step)
    {
        if (_streams?.Open(step) == true)
        {
            _scheduler.Dispatch(_counters.ReleaseReaders(step), InlinePolicy.None, kept: -1);
        }
    }

    /// <inheritdoc/>
    public override void Stopped() => Slots?.Stop();

    /// <summary>Has the run execute only some of the steps. Called before the first one starts.</summary>
    public void Restrict(PlanSubset subset)
    {
        _skipped ??= new bool[_layout.Count];
        _counters.Outcomes = subset.Outcomes;
        _streams?.Restrict(subset);
        for (int step = 0; step < _phases.Length; step++)
        {
            if (subset.ReasonAgainst(step) is not null)
            {
                _phases[step] = StepPhase.IsOmitted;
            }
        }
    }

    /// <summary>Has the run take results from its journal. Called before the first step starts.</summary>
    public void Resume(RunJournal journal)
    {
        // The steps of a run over a stream have their elements only later.
        for (int step = 0; _layout.Elements is null && step < _phases.Length; step++)
        {
            if (_phases[step] != StepPhase.IsOmitted && journal.Has(step))
            {
                _phases[step] = StepPhase.IsKept;
            }
        }
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        _skipped?.AsSpan().Clear();
        _streams?.Reset();
        if (_settings.Subset is not null)
        {
            _counters.Outcomes = _layout.Outcomes;
        }
    }

    // Returns the first of the steps that are ready now: those that the step has released, before others.
    private int Leave(int step, StepEnd end, int others, ref int ended)
    {
        if (end == StepEnd.NotYet)
        {
            return others;
        }

        if (Slots is not null)
        {
            return Slots.Leave(step, end == StepEnd.Succeeded, others, ref ended);
        }

        ended++;
        return _counters.ReleaseSuccessors(step, end, others);
    }

    private StepEnd Advance(int step)
    {
        try
        {
            if (_phases[step] == StepPhase.Ready && !_progress.NeedsChecks && !_cancellation.CallerToken.IsCancellationRequested)
            {
                return _steps.Start(step) ? StepEnd.Succeeded : StepEnd.NotYet;
            }

            return AdvanceSlow(step);
        }
        catch (Exception exception)
        {
            return EndByException(step, exception);
        }
    }

    private StepEnd AdvanceSlow(int step)
    {
        switch (_phases[step])
        {
            case StepPhase.IsOmitted:
                return EndOmitted(step);

            case StepPhase.IsKept:
                if (!MayStart(step))
                {
                    break;
                }

                return EndKept(step, _settings.Journal!);

            case StepPhase.IsConditional:
                if (!MayStart(step))
                {
                    break;
                }

                if (!MeetsCondition(step))
                {
                    _skipped![step] = true;
                    return End(step, StepStatus.Skipped, null);
                }

                if (_layout.HasLocks(step))
                {
                    _phases[step] = StepPhase.NeedsLocks;
                    goto case StepPhase.NeedsLocks;
                }

                goto case StepPhase.HoldsLocks;

            case StepPhase.AwaitsLock:
                _locks!.EndWait(step);
                goto case StepPhase.NeedsLocks;

            case StepPhase.NeedsLocks:
                if (!MayStart(step))
                {
                    break;
                }

                SynchronizationContext? own = SynchronizationContext.Current;
                if (_phases[step] == StepPhase.NeedsLocks ? !TryTakeLocks(step) : !_acquisition!.TryContinue(step))
                {
                    return StepEnd.NotYet;
                }

                // The step starts in its host's context, whatever its locks were taken in.
                FlowingContexts.Restore(_scheduler.Context, own);
                goto case StepPhase.HoldsLocks;

            case StepPhase.HoldsLocks:
                if (!NeedsSlot(step) || !MayStart(step))
                {
                    goto default;
                }

                _scheduler.AwaitSlot(step);
                return StepEnd.NotYet;

            case StepPhase.Ready when Slots is not null:
                // Brought by an element, it was not prepared.
                goto case StepPhase.HoldsLocks;

            case StepPhase.Intercepted:
                return AfterInterception(step);

            case StepPhase.AwaitsTask:
            case StepPhase.AwaitsOther:
                _phases[step] = StepPhase.Runs;
                _steps.Finish(step);
                return Succeed(step);

            case StepPhase.AwaitsJournal:
                _keeping.Take(step)!.GetAwaiter().GetResult();
                return End(step, StepStatus.Succeeded, null);

            default:
                // A look at whether the step may start comes last: what is seen here happened before anything that it waited for.
                _locks?.ThrowIfFailed(step);
                if (MayStart(step))
                {
                    return Run(step);
                }

                break;
        }

        return End(step, StepStatus.NotRun, null);
    }

    private bool MayStart(int step)
    {
        if (_layout.IsRelease(step))
        {
            return true;
        }

        _outcome.CheckCallerToken();
        return !_progress.IsStopped && !_counters.HasFailedUpstream(step) && Slots?.IsMissing(step, out _) != true;
    }

    private bool NeedsSlot(int step) => _scheduler.Limiter is not null && _layout.NeedsSlot(step);

    // What the condition's own code changes is not seen by the step.
    private bool MeetsCondition(int step)
    {
        SynchronizationContext? own = SynchronizationContext.Current;
        bool meets = _steps.ShouldRun(step);
        FlowingContexts.Restore(_scheduler.Context, own);
        return meets;
    }

    private StepEnd Run(int step)
    {
        if (_layout.Elements is not null && _settings.Journal is { } journal && journal.Has(step))
        {
            return EndKept(step, journal);
        }

        _phases[step] = StepPhase.Runs;
        if (_layout.IsRelease(step))
        {
            return RunBody(step);
        }

        _settings.Recorder?.Started(step);
        return _settings.Interceptor?.Intercept(_settings.Plan.InfoOf(step), ContextOf(step)) is { } interception
            ? Await(step, interception)
            : RunBody(step);
    }

    private StepEnd RunBody(int step) => _steps.Start(step) ? Succeed(step) : StepEnd.NotYet;

    private StepEnd EndKept(int step, RunJournal journal)
    {
        journal.Restore(step);
        _settings.Recorder?.Restored(step);
        return End(step, StepStatus.Succeeded, null);
    }

    // The step has its result.
    private StepEnd Succeed(int step)
    {
        // In virtual time, a host does not wait for what happens outside of it.
        if (_settings.Journal?.Keep(step, waits: _scheduler.Host.Host.SchedulesSteps) is not { } keeping)
        {
            return End(step, StepStatus.Succeeded, null);
        }

        _phases[step] = StepPhase.AwaitsJournal;
        _keeping[step] = keeping;
        ConfiguredTaskAwaitable.ConfiguredTaskAwaiter awaiter = keeping.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            return AdvanceSlow(step);
        }

        _progress.Publish();
        awaiter.UnsafeOnCompleted(_awaits.ContinuationOf(step));
        return StepEnd.NotYet;
    }

    /// <summary>The context of a step.</summary>
    public StepContext ContextOf(int step) =>
        new(_settings.Plan.Name, _layout.NameOf(step), _settings.Id.Value, _settings.Clock, TokenOf(step));

    /// <summary>
    /// The token of a step. A source for the run is made only if another step can fail while this one runs.
    /// </summary>
    public CancellationToken TokenOf(int step) =>
        (_runsAlone ??= _layout.LoneSteps)[step] ? _cancellation.CallerToken : _cancellation.Token;

    // Has a step that has just become ready take its locks. False if it waits for one; this thread no longer owns it then.
    private bool TryTakeLocks(int step) => !MayStart(step) || _acquisition!.TryTake(step);

    private StepEnd Await(int step, Task<Interception> interception)
    {
        _interceptions[step] = interception;
        _phases[step] = StepPhase.Intercepted;
        ConfiguredTaskAwaitable<Interception>.ConfiguredTaskAwaiter awaiter = interception.ConfigureAwait(false).GetAwaiter();
        if (awaiter.IsCompleted)
        {
            return AfterInterception(step);
        }

        _progress.Publish();
        if (_scheduler.Host.Host.SchedulesSteps)
        {
            _scheduler.Host.NotifyWaiting(step, () => interception.IsCompleted);
        }

        awaiter.UnsafeOnCompleted(_awaits.ContinuationOf(step));
        return StepEnd.NotYet;
    }

    private StepEnd AfterInterception(int step)
    {
        Interception interception = _interceptions.Take(step)!.GetAwaiter().GetResult();
        _phases[step] = StepPhase.Runs;
        if (!interception.IsReplaced)
        {
            return RunBody(step);
        }

        StoreReplacement(step, interception.Result);
        return Succeed(step);
    }

    private void StoreReplacement(int step, object? result)
    {
        try
        {
            _steps.Store(step, result);
        }
        catch (Exception exception) when (exception is InvalidCastException or NullReferenceException)
        {
            throw new ReplacementException(_settings.Plan.Name, _layout.NameOf(step), result, exception);
        }
    }

    private StepEnd EndByException(int step, Exception exception)
    {
        bool ran = _phases[step] is StepPhase.Ready or >= StepPhase.Runs;
        if (exception is OperationCanceledException && _cancellation.IsCancellationRequested)
        {
            _outcome.CheckCallerToken();
            return End(step, ran ? StepStatus.Canceled : StepStatus.NotRun, ran ? exception : null);
        }

        FailureTrace.AddStep(exception, _settings.Plan, step);
        RecordFailure(step, exception);
        return End(step, StepStatus.Failed, exception);
    }

    private void RecordFailure(int step, Exception exception)
    {
        OutcomeEdges? outcomes = _settings.Outcomes;
        if (IsHandled(step))
        {
            _outcome.RecordHandledFailure();
        }
        else
        {
            _outcome.RecordFailure(exception, stops: outcomes is null || !outcomes.IsTaken(step) || LacksOutcomes(step, outcomes), _layout.NameOf(step));
        }
    }

    // A step that works on elements has outcomes only if it got so far that each has one.
    private bool HasOutcome(int step, StepStatus status) => _layout.KindOf(step) != StepKind.ForEach || (status != StepStatus.NotRun && _streams?.IsTruncated(step) != true) || _streams?.HasOutcomes(step) == true;

    private bool IsHandled(int step) => _settings.Outcomes is { } outcomes && outcomes.IsHandled(step) && !LacksOutcomes(step, outcomes);

    // A stream that breaks off has no outcomes of the elements that are missing, so that a step which takes those does not run.
    private bool LacksOutcomes(int step, OutcomeEdges outcomes) => _streams?.IsTruncated(step) == true && outcomes.AreElementsTaken(_layout, step);

    private StepEnd End(int step, StepStatus status, Exception? exception)
    {
        _settings.Recorder?.Ends(step);
        if (_streams is not null)
        {
            _streams.Close(step);
            if (status == StepStatus.Succeeded && _streams.CauseOf(step) is >= 0 and int cause)
            {
                // It worked on the elements that there were, but has no result for the others.
                status = StepStatus.NotRun;
                _counters.LeaveOut(step, cause);
            }
        }

        // First, so that a nested run that goes on does not count on locks that are being released.
        List<Exception>? nestedFailures = _nested.Close(step);
        while (_locks is not null && _locks.TryReleaseLast(step, out Exception? releaseFailure))
        {
            if (releaseFailure is not null)
            {
                _outcome.RecordFailure(releaseFailure);
            }
        }

        // A granted slot is returned, and the thread that releases the successors grants it again.
        if (_phases[step] >= StepPhase.HoldsSlot && NeedsSlot(step))
        {
            _scheduler.Limiter!.Release();
        }

        _phases[step] = FirstPhase(step);
        bool hasSucceeded = status is StepStatus.Succeeded or StepStatus.Skipped;
        if (!hasSucceeded)
        {
            EndWithoutSuccess(step, status, exception);
        }

        // After the step's own failure: that was the first of them, and the others are those beside it.
        if (nestedFailures is not null)
        {
            foreach (Exception failure in nestedFailures)
            {
                RecordFailure(step, failure);
            }
        }

        if (_settings.Recorder is { } recorder && !_layout.IsRelease(step))
        {
            recorder.Ended(step, status, exception, hasSucceeded ? null : ReasonOf(step, status), isHandled: status == StepStatus.Failed && IsHandled(step));
        }

        return hasSucceeded ? (_streams?.IsOpen(step) == true ? StepEnd.SucceededAsStream : StepEnd.Succeeded)
            : HasOutcome(step, status) ? StepEnd.Unsuccessful
            : StepEnd.WithoutOutcome;
    }

    // Whatever else happens in the run, such a step is skipped. What is after it must not run if a step before it did not succeed.
    private StepEnd EndOmitted(int step)
    {
        _skipped![step] = true;
        _phases[step] = FirstPhase(step);
        if (_settings.Recorder is { } recorder)
        {
            recorder.Ends(step);
            recorder.Ended(step, StepStatus.Skipped, null, _settings.Subset!.ReasonAgainst(step), isHandled: false);
        }

        return _counters.HasFailedUpstream(step) ? StepEnd.Unsuccessful : StepEnd.Succeeded;
    }

    private void EndWithoutSuccess(int step, StepStatus status, Exception? exception)
    {
        _counters.LeaveOutDependents();
        if (Slots?.IsMissing(step, out Exception? missing) == true)
        {
            // The step before has failed with the element, and is to blame.
            _unsuccessful[step] = new UnsuccessfulStep(status, missing);
            return;
        }

        if (_settings.Outcomes is null)
        {
            _outcome.StepWasUnsuccessful();
            return;
        }

        // A step that was left out is not to blame, but the one that failed before it.
        int cause = status == StepStatus.NotRun && !_progress.IsStopped ? _counters.CauseOf(step) : -1;
        _unsuccessful[step] = new UnsuccessfulStep(status, cause < 0 ? exception : _unsuccessful[cause].Exception);
        if (cause < 0 && !(status == StepStatus.Failed && IsHandled(step)))
        {
            _outcome.StepWasUnsuccessful();
        }
    }

    private string? ReasonOf(int step, StepStatus status) => status is not (StepStatus.NotRun or StepStatus.Canceled) ? null
        : Slots?.ReasonOf(step) is { } reason ? reason
        : _counters.CauseOf(step) is >= 0 and int cause ? $"'{_layout.NameOf(cause)}' did not succeed"
        : _outcome.StopReason;

    private StepPhase FirstPhase(int step) => _layout.HasCondition(step) ? StepPhase.IsConditional
        : _layout.HasLocks(step) ? StepPhase.NeedsLocks

        // A nested run has to learn of the step's end, and a release does not ask whether it may start.
        : _layout.KindOf(step) != StepKind.Function || _layout.IsRelease(step) ? StepPhase.HoldsLocks
        : StepPhase.Ready;
}
