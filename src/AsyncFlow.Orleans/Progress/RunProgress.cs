using AsyncFlow.Durable;
using AsyncFlow.Orleans.Storage;
using AsyncFlow.Plan;

namespace AsyncFlow.Orleans.Progress;

/// <summary>
/// How far a run has come, and what that lets start: the rules of a run, without storage and without the steps themselves. Used by one thread
/// at a time.
/// </summary>
internal sealed class RunProgress
{
    private readonly PlanLayout _layout;
    private readonly FailureMode _mode;
    private readonly StepStatus[] _status;
    private readonly int[] _waitsFor;
    private readonly Queue<int> _decidable = new();
    private int _left;
    private bool _isCanceled;

    /// <summary>Restores a run.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="run">What is stored of the run.</param>
    /// <param name="steps">What is stored of its steps.</param>
    public RunProgress(FlowPlan plan, RunRecord run, IEnumerable<StepRecord> steps)
    {
        _layout = plan.Layout;
        _mode = plan.FailureMode;
        _status = new StepStatus[_layout.Count];
        _waitsFor = [.. _layout.InDegree];
        _left = _layout.Count;
        Failure = run.Failure;
        _isCanceled = run.IsCancelRequested && Failure is null;
        IsStopped = run.IsCancelRequested;
        IsUnsuccessful = run.IsUnsuccessful;
        foreach (StepRecord step in steps.Where(static step => step.Status != StepStatus.None))
        {
            Settle(step.Step, step.Status);
        }

        for (int step = 0; step < _status.Length; step++)
        {
            if (_waitsFor[step] == 0 && _status[step] == StepStatus.None)
            {
                _decidable.Enqueue(step);
            }
        }
    }

    /// <summary>Whether no further step starts: the run was cancelled, or a failure stops it.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the run cannot succeed any more.</summary>
    public bool IsUnsuccessful { get; private set; }

    /// <summary>The first failure that is not handled, unless a cancellation came first.</summary>
    public FlowFailure? Failure { get; private set; }

    /// <summary>Whether every step has ended.</summary>
    public bool HasEnded => _left == 0;

    /// <summary>How the run has ended, if it has.</summary>
    public FlowRunStatus Status => !HasEnded ? FlowRunStatus.Running
        : !IsUnsuccessful ? FlowRunStatus.Succeeded
        : Failure is null ? FlowRunStatus.Canceled
        : FlowRunStatus.Failed;

    /// <summary>Whether the first failure of an element keeps other elements of its step from running.</summary>
    public bool FailureStopsElements(int step) => _mode == FailureMode.Cancel && _layout.Outcomes?.AreElementsTaken(_layout, step) != true;

    /// <summary>The caller cancels the run.</summary>
    public void Cancel()
    {
        _isCanceled |= Failure is null && !HasEnded;
        IsStopped = true;
    }

    /// <summary>A step has ended.</summary>
    /// <param name="step">The step.</param>
    /// <param name="status">How.</param>
    /// <param name="failure">Why it failed; null unless it did.</param>
    public void End(int step, StepStatus status, FlowFailure? failure)
    {
        if (status == StepStatus.Failed && !_isCanceled && _layout.Outcomes?.IsHandled(step) != true)
        {
            Failure ??= failure;
        }

        Settle(step, status);
    }

    /// <summary>Decides about the steps that wait for nothing any more.</summary>
    /// <param name="notRun">Gets the steps that do not run.</param>
    /// <returns>The steps that are to be executed; each is returned once.</returns>
    public IReadOnlyList<int> Advance(List<int> notRun)
    {
        List<int> ready = [];
        while (_decidable.TryDequeue(out int step))
        {
            if (_status[step] != StepStatus.None)
            {
                // It had started before the run was restored, and has been cancelled since.
            }
            else if (IsStopped || IsBlocked(step))
            {
                IsUnsuccessful |= IsStopped;
                notRun.Add(step);
                Settle(step, StepStatus.NotRun);
            }
            else
            {
                ready.Add(step);
            }
        }

        return ready;
    }

    private void Settle(int step, StepStatus status)
    {
        _status[step] = status;
        _left--;
        bool isFailure = status == StepStatus.Failed && _layout.Outcomes?.IsHandled(step) != true;
        IsUnsuccessful |= isFailure || status == StepStatus.Canceled;
        IsStopped |= isFailure && _mode == FailureMode.Cancel && _layout.Outcomes?.IsTaken(step) != true;
        for (int edge = _layout.SuccessorStart[step]; edge < _layout.SuccessorStart[step + 1]; edge++)
        {
            int successor = _layout.Successors[edge];
            if (--_waitsFor[successor] == 0 && _status[successor] == StepStatus.None)
            {
                _decidable.Enqueue(successor);
            }
        }
    }

    private bool IsBlocked(int step)
    {
        foreach (int upstream in _layout.UpstreamOf(step))
        {
            if (!_layout.TakesOutcome(step, upstream) && _status[upstream] is not (StepStatus.Succeeded or StepStatus.Skipped))
            {
                return true;
            }
        }

        return false;
    }
}
