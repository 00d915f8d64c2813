namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>
/// Tells what happens in a run of a plan: an interpreter on one thread that knows nothing of the engine. No two things happen at the same
/// time, except for what follows from another.
/// </summary>
internal sealed class Oracle
{
    private readonly PriorityQueue<Action, (long Time, int Number)> _events = new();
    private long _now;
    private int _scheduled;

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancelAt">When the caller cancels; null for never.</param>
    /// <returns>What the report says.</returns>
    public static string Run(OraclePlan plan, long? cancelAt)
    {
        Oracle oracle = new();
        OracleRun run = new(oracle, plan, plan.Mode, static _ => { });
        if (cancelAt is { } time)
        {
            oracle.At(time, run.Cancel);
        }

        run.Begin();
        while (oracle._events.TryDequeue(out Action? next, out (long Time, int Number) when))
        {
            oracle._now = when.Time;
            next();
        }

        return run.ToString();
    }

    private void At(long time, Action action) => _events.Enqueue(action, (time, ++_scheduled));

    private sealed class OracleRun(Oracle oracle, OraclePlan plan, FailureMode mode, Action<OracleRun> ended)
    {
        private readonly OracleStep[] _steps = plan.Steps;
        private readonly StepStatus[] _status = new StepStatus[plan.Steps.Length];
        private readonly long[] _start = new long[plan.Steps.Length];
        private readonly long[] _end = new long[plan.Steps.Length];
        private readonly int[] _attempts = new int[plan.Steps.Length];
        private readonly bool[] _isDecided = new bool[plan.Steps.Length];
        private readonly bool[] _isHandled = new bool[plan.Steps.Length];
        private readonly OracleRun?[] _within = new OracleRun?[plan.Steps.Length];
        private readonly List<string> _failures = [];
        private readonly long _began = oracle._now;
        private bool _isStopped;
        private bool _isCanceled;
        private bool _isUnsuccessful;
        private string? _cause;
        private int _left = plan.Steps.Length;
        private long _duration;

        private FlowStatus Status => !_isUnsuccessful ? FlowStatus.Succeeded : _cause is null ? FlowStatus.Canceled : FlowStatus.Failed;

        public void Begin()
        {
            for (int i = 0; i < _steps.Length; i++)
            {
                if (_steps[i].After.Length + _steps[i].Outcomes.Length == 0 && _steps[i].List < 0)
                {
                    Decide(i);
                }
            }

            if (_steps.Length == 0)
            {
                ended(this);
            }
        }

        public void Cancel()
        {
            _isCanceled |= _cause is null && _left > 0;
            Stop();
        }

        public override string ToString() => $"{Status} {_duration} [{string.Join(' ', _failures)}] "
            + string.Join(' ', _steps.Select((step, i) => $"{step.Name}:{_status[i]}:{_start[i]}:{_end[i] - _start[i]}:{_attempts[i]}{(_isHandled[i] ? "h" : "")}{(_within[i] is { } run ? $"({run})" : "")}"));

        // All that the step waits for has ended.
        private void Decide(int i)
        {
            _isDecided[i] = true;
            bool isBlocked = Results(i).Any(step => _status[step] is not (StepStatus.Succeeded or StepStatus.Skipped));
            if (_isStopped || isBlocked)
            {
                _isUnsuccessful |= _isStopped;
                End(i, StepStatus.NotRun);
            }
            else if (_steps[i].Condition == false)
            {
                End(i, StepStatus.Skipped);
            }
            else
            {
                _start[i] = oracle._now - _began;
                _attempts[i] = _steps[i].FailedAttempts < OraclePlan.MaxAttempts ? _steps[i].FailedAttempts + 1 : OraclePlan.MaxAttempts;
                if ((_steps[i].Inner ?? _steps[i].Elements) is { } inner)
                {
                    _attempts[i] = 1;
                    _within[i] = new OracleRun(oracle, inner, _steps[i].Inner is null ? mode : inner.Mode, run => EndWith(i, run));
                    _within[i]!.Begin();
                }
                else
                {
                    oracle.At(oracle._now + (_attempts[i] * _steps[i].Duration), () => EndByItself(i));
                }
            }
        }

        private void EndByItself(int i)
        {
            if (_status[i] == StepStatus.None)
            {
                End(i, _steps[i].Fails ? StepStatus.Failed : StepStatus.Succeeded, _steps[i].Name);
            }
        }

        private void EndWith(int i, OracleRun run) => End(
            i,
            run.Status switch { FlowStatus.Succeeded => StepStatus.Succeeded, FlowStatus.Canceled => StepStatus.Canceled, _ => StepStatus.Failed },
            run._cause,
            run._failures.Where(failure => run.Status != FlowStatus.Failed || failure != run._cause));

        private void End(int i, StepStatus status, string? failure = null, IEnumerable<string>? others = null)
        {
            _status[i] = status;
            _end[i] = status is StepStatus.NotRun or StepStatus.Skipped ? 0 : oracle._now - _began;
            _isHandled[i] = status == StepStatus.Failed && IsTaken(i) && !IsNeeded(i);
            _isUnsuccessful |= status == StepStatus.Canceled || (status == StepStatus.Failed && !_isHandled[i]);
            foreach (string fails in (others ?? []).Prepend(status == StepStatus.Failed ? failure! : null!).OfType<string>())
            {
                Fail(i, fails);
            }

            foreach (int next in Enumerable.Range(0, _steps.Length).Where(next => All(next).Contains(i) && All(next).All(step => _status[step] != StepStatus.None)))
            {
                if (!_isDecided[next])
                {
                    Decide(next);
                }
            }

            if (--_left == 0)
            {
                _duration = oracle._now - _began;
                ended(this);
            }
        }

        private void Fail(int i, string failure)
        {
            if (IsTaken(i) && !IsNeeded(i))
            {
                return;
            }

            _failures.Add(failure);
            _cause ??= _isCanceled ? null : failure;
            if (mode == FailureMode.Cancel && !IsTaken(i))
            {
                Stop();
            }
        }

        // Running steps that see the token end at once.
        private void Stop()
        {
            _isStopped = true;
            for (int i = 0; i < _steps.Length; i++)
            {
                if (_within[i] is { } run && _status[i] == StepStatus.None)
                {
                    run.Cancel();
                }
                else if (_attempts[i] > 0 && _status[i] == StepStatus.None && !_steps[i].IgnoresToken)
                {
                    _attempts[i] = (int)((oracle._now - _began - _start[i]) / _steps[i].Duration) + 1;
                    End(i, StepStatus.Canceled);
                }
            }
        }

        private IEnumerable<int> Results(int i) => _steps[i].List < 0 ? _steps[i].After : _steps[i].After.Append(_steps[i].List);

        private IEnumerable<int> All(int i) => Results(i).Concat(_steps[i].Outcomes);

        private int[] Readers(int i) => [.. Enumerable.Range(0, _steps.Length).Where(next => Results(next).Contains(i))];

        // A step takes the outcome, or that is so for each step that is left out without the result.
        private bool IsTaken(int i) => IsTaken(i, LeftOut(i));

        private bool IsTaken(int i, HashSet<int> leftOut) =>
            _steps.Where((step, next) => step.Outcomes.Contains(i) && !leftOut.Contains(next)).Any()
            || (Readers(i) is { Length: > 0 } readers && readers.All(next => _steps[next].Elements is null && IsTaken(next, leftOut)));

        // The steps that do not run because this one failed.
        private HashSet<int> LeftOut(int i)
        {
            HashSet<int> leftOut = [];
            Queue<int> next = new(Readers(i));
            while (next.TryDequeue(out int reader))
            {
                if (leftOut.Add(reader))
                {
                    Array.ForEach(Readers(reader), next.Enqueue);
                }
            }

            return leftOut;
        }

        private bool IsNeeded(int i) => plan.Output == i || Readers(i).Any(IsNeeded);
    }
}
