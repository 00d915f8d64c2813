namespace AsyncFlow.Runtime.Tests;

// Uses public members only: the package tests compile it outside of the library.
internal sealed class LastFirstHost : FlowHost
{
    private readonly object _gate = new();

    // All guarded by _gate.
    private readonly List<(StepInfo Step, FlowWorker Work)> _ready = [];
    private readonly Queue<FlowWorker> _internalWork = [];
    private readonly Dictionary<(long RunId, int Step), Func<bool>> _waiting = [];
    private int _starting;
    private bool _isWorking;

    public override bool RunsAsyncStepsInParallel => true;

    protected internal override bool SchedulesSteps => true;

    protected internal override bool SeparatesSynchronousSteps => false;

    protected internal override void Schedule(FlowWorker worker)
    {
        lock (_gate)
        {
            _internalWork.Enqueue(worker);
            Wake();
        }
    }

    protected internal override void ScheduleStep(FlowWorker work, StepInfo info, long runId)
    {
        lock (_gate)
        {
            _waiting.Remove((runId, info.Index));
            if (work.OnlyCompletes)
            {
                _internalWork.Enqueue(work);
            }
            else
            {
                _ready.Add((info, work));
            }

            Wake();
        }
    }

    protected internal override void StepWaiting(StepInfo step, long runId, Func<bool> isOver)
    {
        lock (_gate)
        {
            _waiting.Add((runId, step.Index), isOver);
        }
    }

    protected internal override void RunStarting()
    {
        lock (_gate)
        {
            _starting++;
        }
    }

    protected internal override void RunStarted()
    {
        lock (_gate)
        {
            _starting--;
            Wake();
        }
    }

    private void Wake()
    {
        if (!_isWorking)
        {
            _isWorking = true;
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(static host => host.Work(), this, preferLocal: false);
        }
    }

    private void Work()
    {
        while (Take() is { } work)
        {
            work.Execute();
        }
    }

    private FlowWorker? Take()
    {
        lock (_gate)
        {
            // Steps whose wait is over are about to be scheduled. They take part in the choice, and wake this host.
            bool isComplete = _starting == 0 && !_waiting.Values.Any(static isOver => isOver());
            if (isComplete && _internalWork.TryDequeue(out FlowWorker? work))
            {
                return work;
            }

            if (isComplete && _ready.Count > 0)
            {
                (StepInfo Step, FlowWorker Work) last = _ready.MaxBy(static ready => ready.Step.Index);
                _ready.Remove(last);
                return last.Work;
            }

            _isWorking = false;
            return null;
        }
    }
}
