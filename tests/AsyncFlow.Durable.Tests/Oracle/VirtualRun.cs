using AsyncFlow.Durable;
using AsyncFlow.Orleans.Progress;
using AsyncFlow.Orleans.Storage;

namespace AsyncFlow.Testing.Tests.Oracle;

/// <summary>Runs a plan in virtual time by the rules of durable runs, and restores the progress from what would be stored now and then.</summary>
internal sealed class VirtualRun(OraclePlan plan, FlowPlan built, Random random)
{
    private readonly PriorityQueue<Action, (long Time, int Number)> _events = new();
    private readonly SortedDictionary<int, StepRecord> _stored = [];
    private readonly HashSet<int> _running = [];
    private RunRecord _run = new() { Id = "run", Flow = plan.Name, Fingerprint = "", Inputs = [], CreatedAt = default };
    private RunProgress _progress = null!;
    private long _now;
    private int _scheduled;

    /// <summary>Runs the plan.</summary>
    /// <param name="cancelAt">When the caller cancels; null for never.</param>
    public string Run(long? cancelAt)
    {
        if (cancelAt is { } time)
        {
            At(time, Cancel);
        }

        _progress = new RunProgress(built, _run, []);
        Advance();
        while (_events.TryDequeue(out Action? next, out (long Time, int Number) when))
        {
            _now = when.Time;
            next();
            // A stopped run does not go on with steps that ignore its token.
            if (random.Next(4) == 0 && (!_progress.IsStopped || _running.All(_stored.ContainsKey)))
            {
                _progress = new RunProgress(built, _run, _stored.Values);
                Advance();
            }
        }

        Assert.True(_progress.HasEnded);
        return $"{_progress.Status} [{_progress.Failure?.Step}] {string.Join(' ', plan.Steps.Select((step, i) => $"{step.Name}:{_stored[i].Status}"))}";
    }

    private void At(long time, Action action) => _events.Enqueue(action, (time, ++_scheduled));

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
        foreach (int step in _progress.Advance(notRun))
        {
            if (!_running.Add(step))
            {
                continue;
            }

            OracleStep planned = plan.Steps[step];
            if (planned.Condition == false)
            {
                End(step, StepStatus.Skipped);
            }
            else
            {
                int attempts = Math.Min(planned.FailedAttempts + 1, OraclePlan.MaxAttempts);
                At(_now + (attempts * planned.Duration), () => End(step, planned.Fails ? StepStatus.Failed : StepStatus.Succeeded));
            }
        }

        notRun.ForEach(step => Store(step, StepStatus.NotRun));
    }

    private void End(int step, StepStatus status)
    {
        if (!_running.Contains(step) || _stored.ContainsKey(step))
        {
            return;
        }

        bool wasStopped = _progress.IsStopped;
        FlowFailure? failure = status == StepStatus.Failed ? new(plan.Steps[step].Name, "", "", null) : null;
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
            foreach (int step in _running.Where(step => !_stored.ContainsKey(step) && !plan.Steps[step].IgnoresToken).ToArray())
            {
                End(step, StepStatus.Canceled);
            }
        }
    }
}
