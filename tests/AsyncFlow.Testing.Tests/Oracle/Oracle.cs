namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>
/// Tells what happens in a run of a plan: an interpreter on one thread that knows nothing of the engine. No two things happen at the same
/// time, except for what follows from another.
/// </summary>
internal sealed class Oracle(OraclePlan plan, FailureMode mode, OracleClock clock, Func<int, bool> isMissing, Action<Oracle> ended)
{
    private readonly OracleStep[] _steps = plan.Steps;
    private readonly long _began = clock.Now;
    private bool _isStopped;
    private bool _isCanceled;
    private bool _isUnsuccessful;
    private string? _cause;
    private int _left = plan.Steps.Length;

    public OracleState[] States { get; } = [.. plan.Steps.Select(static _ => new OracleState())];

    public List<(string Name, long Time)> Failures { get; } = [];

    public long Duration { get; private set; }

    public FlowStatus Status => !_isUnsuccessful ? FlowStatus.Succeeded : _cause is null ? FlowStatus.Canceled : FlowStatus.Failed;

    public static Oracle Run(OraclePlan plan, long? cancelAt)
    {
        OracleClock clock = new();
        Oracle run = new(plan, plan.Mode, clock, static _ => false, static _ => { });
        clock.At(cancelAt ?? long.MaxValue, run.Cancel);
        run.Begin();
        clock.Run();
        return run;
    }

    private void Begin()
    {
        DecideReady();
        if (_steps.Length == 0)
        {
            ended(this);
        }
    }

    private void Cancel()
    {
        _isCanceled |= _cause is null && _left > 0;
        Stop();
    }

    private void DecideReady()
    {
        foreach (int next in Enumerable.Range(0, _steps.Length).Where(next => !States[next].IsDecided && All(next).All(step => States[step].Status != StepStatus.None)))
        {
            Decide(next);
        }
    }

    // All that the step waits for has ended.
    private void Decide(int i)
    {
        (OracleStep step, OracleState state) = (_steps[i], States[i]);
        state.IsDecided = true;
        if (_isStopped || isMissing(i) || Results(i).Any(upstream => !HasResult(upstream, i)))
        {
            _isUnsuccessful |= _isStopped;
            End(i, StepStatus.NotRun);
        }
        else if (step.Condition == false)
        {
            End(i, StepStatus.Skipped);
        }
        else if ((step.Inner ?? step.Elements) is { } inner)
        {
            (state.Start, state.Attempts) = (clock.Now - _began, 1);
            Oracle? before = step.List < 0 ? null : States[step.List].Within;
            bool IsMissing(int element) => step.Inner is null && before is not null && before.States[element].Status != StepStatus.Succeeded;
            state.Within = new Oracle(inner, step.Inner is null ? mode : inner.Mode, clock, IsMissing, run => EndWith(i, run));
            state.Within.Begin();
        }
        else
        {
            (state.Start, state.Attempts) = (clock.Now - _began, Math.Min(step.FailedAttempts + 1, OraclePlan.MaxAttempts));
            StepStatus itself = step.Fails ? StepStatus.Failed : StepStatus.Succeeded;
            clock.At(clock.Now + (state.Attempts * step.Duration), () => End(i, state.Status == StepStatus.None ? itself : StepStatus.None, step.Failure));
        }
    }

    private void EndWith(int i, Oracle run)
    {
        bool lacksResults = run.States.Any(static element => element.Status == StepStatus.NotRun) && _steps[i].Inner is null;
        StepStatus ended = run.Status switch { FlowStatus.Failed => StepStatus.Failed, FlowStatus.Canceled => StepStatus.Canceled, _ => lacksResults ? StepStatus.NotRun : StepStatus.Succeeded };
        End(i, ended, run._cause, run.Failures.Select(static failure => failure.Name).Where(failure => run.Status != FlowStatus.Failed || failure != run._cause));
    }

    // A status of none is that of a step which was cancelled before.
    private void End(int i, StepStatus status, string? failure = null, IEnumerable<string>? others = null)
    {
        if (status == StepStatus.None)
        {
            return;
        }

        bool isHandled = IsTaken(i, LeftOut(i)) && !IsNeeded(i);
        (States[i].Status, States[i].IsHandled) = (status, isHandled && status == StepStatus.Failed);
        States[i].End = status is StepStatus.NotRun or StepStatus.Skipped ? 0 : clock.Now - _began;
        _isUnsuccessful |= status == StepStatus.Canceled || (status == StepStatus.Failed && !isHandled);
        foreach (string fails in (status == StepStatus.Failed ? [failure!] : Array.Empty<string>()).Concat(others ?? []).Where(_ => !isHandled))
        {
            Failures.Add((fails, clock.Now));
            _cause ??= _isCanceled ? null : fails;
            if (mode == FailureMode.Cancel && !IsTaken(i, LeftOut(i)))
            {
                Stop();
            }
        }

        DecideReady();
        if (--_left == 0)
        {
            Duration = clock.Now - _began;
            ended(this);
        }
    }

    // Running steps that see the token end at once.
    private void Stop()
    {
        _isStopped = true;
        foreach (int i in Enumerable.Range(0, _steps.Length).Where(i => States[i] is { Attempts: > 0, Status: StepStatus.None }))
        {
            States[i].Within?.Cancel();
            if (States[i].Within is null && !_steps[i].IgnoresToken)
            {
                States[i].Attempts = (int)((clock.Now - _began - States[i].Start) / _steps[i].Duration) + 1;
                End(i, StepStatus.Canceled);
            }
        }
    }

    // A step that takes the elements of another one by one takes those that there are.
    private bool HasResult(int i, int reader) => States[i].Status is StepStatus.Succeeded or StepStatus.Skipped
        || (_steps[reader].List == i && _steps[i].Elements is not null && States[i].Within is not null);

    private IEnumerable<int> Results(int i) => _steps[i].After.Concat(_steps[i].List < 0 ? [] : [_steps[i].List]);

    private int[] All(int i) => [.. Results(i), .. _steps[i].Outcomes];

    private int[] Readers(int i) => [.. Enumerable.Range(0, _steps.Length).Where(next => Results(next).Contains(i))];

    // A step takes the outcome, or that is so for each step that is left out without the result.
    private bool IsTaken(int i, int[] leftOut) => _steps.Where((step, next) => step.Outcomes.Contains(i) && !leftOut.Contains(next)).Any()
        || (Readers(i) is { Length: > 0 } readers && readers.All(next => _steps[next].Elements is null && IsTaken(next, leftOut)));

    // The steps that do not run because this one failed.
    private int[] LeftOut(int i) => [.. Readers(i).Concat(Readers(i).SelectMany(LeftOut)).Distinct()];

    private bool IsNeeded(int i) => plan.Output == i || Readers(i).Any(IsNeeded);
}
