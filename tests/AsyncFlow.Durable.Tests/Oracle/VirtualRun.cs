using AsyncFlow.Durable;
using AsyncFlow.Orleans.Progress;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>
/// Runs a plan in virtual time by the rules of durable runs, and restores the progress from what would be stored now and then. A flow within a step is not stored, and follows
/// the same rules.
/// </summary>
internal sealed class VirtualRun(OraclePlan plan, OracleClock time, Action<FlowRunStatus, FlowFailure?> ended)
{
    private readonly FlowPlan _built = PlanBuilder.Build(plan);
    private readonly SortedDictionary<int, StepRecord> _stored = [];
    private readonly Dictionary<int, Action> _running = [];
    private RunRecord _run = new() { Id = "run", Flow = plan.Name, Fingerprint = "", Inputs = [], CreatedAt = default };
    private RunProgress _progress = null!;
    private bool _hasEnded;

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="random">Decides when the progress is restored.</param>
    /// <param name="cancelAt">When the caller cancels; null for never.</param>
    /// <returns>How it ends.</returns>
    public static string Run(OraclePlan plan, Random random, long? cancelAt)
    {
        OracleClock time = new();
        VirtualRun run = new(plan, time, static (_, _) => { });
        if (cancelAt is { } when)
        {
            time.At(when, run.Cancel);
        }

        run.Begin();
        while (time.Next())
        {
            if (random.Next(4) == 0)
            {
                run.Restore();
            }
        }

        Assert.True(run._progress.HasEnded);
        return $"{run._progress.Status} [{run._progress.Failure?.Step}] {string.Join(' ', plan.Steps.Select((step, i) => $"{step.Name}:{run._stored[i].Status}"))}";
    }

    private void Begin()
    {
        _progress = new RunProgress(_built, _run, []);
        AfterChange(wasStopped: false);
    }

    // A stopped run does not go on with steps that ignore its token.
    private void Restore()
    {
        if (!_progress.IsStopped || _running.Keys.All(_stored.ContainsKey))
        {
            _progress = new RunProgress(_built, _run, _stored.Values);
            Advance();
        }
    }

    private void Cancel()
    {
        if (!_progress.HasEnded)
        {
            _run = _run with { IsCancelRequested = true };
            bool wasStopped = _progress.IsStopped;
            _progress.Cancel();
            AfterChange(wasStopped);
        }
    }

    private void Advance()
    {
        List<int> notRun = [];
        foreach (int step in _progress.Advance(notRun).Where(step => !_running.ContainsKey(step)))
        {
            Start(step);
        }

        notRun.ForEach(step => Store(step, StepStatus.NotRun));
    }

    // What is noted cancels the token of the step.
    private void Start(int step)
    {
        OracleStep planned = plan.Steps[step];
        if (planned.Condition == false)
        {
            _running[step] = static () => { };
            End(step, StepStatus.Skipped, null);
        }
        else if (planned.Elements is { } elements)
        {
            VirtualElements work = new(elements.Steps, _progress.FailureStopsElements(step), time, (status, failure) => End(step, status, failure));
            _running[step] = work.Cancel;
            work.Begin();
        }
        else if (planned.Inner is { } inner)
        {
            VirtualRun work = new(inner, time, (status, failure) => End(step, StatusOf(status), status == FlowRunStatus.Failed ? failure : null));
            _running[step] = work.Cancel;
            work.Begin();
        }
        else
        {
            _running[step] = planned.IgnoresToken ? static () => { } : () => End(step, StepStatus.Canceled, null);
            int attempts = Math.Min(planned.FailedAttempts + 1, OraclePlan.MaxAttempts);
            time.At(time.Now + (attempts * planned.Duration), () => End(step, planned.Fails ? StepStatus.Failed : StepStatus.Succeeded, planned.Fails ? new(planned.Failure, "", "", null) : null));
        }
    }

    private void End(int step, StepStatus status, FlowFailure? failure)
    {
        if (_stored.ContainsKey(step))
        {
            return;
        }

        bool wasStopped = _progress.IsStopped;
        Store(step, status);
        _progress.End(step, status, failure);
        AfterChange(wasStopped);
    }

    private void Store(int step, StepStatus status) => _stored.Add(step, new StepRecord { Step = step, Name = plan.Steps[step].Name, Status = status });

    private void AfterChange(bool wasStopped)
    {
        Advance();
        _run = _run with { Failure = _progress.Failure, IsUnsuccessful = _progress.IsUnsuccessful };
        if (_progress.IsStopped && !wasStopped)
        {
            foreach (int step in _running.Keys.Where(step => !_stored.ContainsKey(step)).ToArray())
            {
                _running[step]();
            }
        }

        if (_progress.HasEnded && !_hasEnded)
        {
            _hasEnded = true;
            ended(_progress.Status, _progress.Failure);
        }
    }

    private static StepStatus StatusOf(FlowRunStatus status) => status switch
    {
        FlowRunStatus.Succeeded => StepStatus.Succeeded,
        FlowRunStatus.Canceled => StepStatus.Canceled,
        _ => StepStatus.Failed,
    };
}
