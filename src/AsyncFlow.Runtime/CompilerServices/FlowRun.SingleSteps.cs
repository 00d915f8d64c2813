using AsyncFlow.Execution;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// The run on a host that takes each ready step by itself, to choose which goes first.
public abstract partial class FlowRun
{
    private void ScheduleStep(int step)
    {
        SingleStep work = new(this, step);
        AddReference();
        try
        {
            _host.ScheduleStep(work, _pool.Plan.Steps[step], RunId);
        }
        catch (Exception exception)
        {
            GiveUpHost(exception);
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    private void Work(int step)
    {
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        Guard(_context ?? ownContext, _host.SynchronizationContext);
        StepEnd end = Advance(step);
        Distribute(end == StepEnd.NotYet ? -1 : UnlockSuccessors(step, end, -1), InlinePolicy.Nothing, kept: -1);
        Guard(ownContext, ownSynchronizationContext);
        Leave(end == StepEnd.NotYet ? 0 : 1);
    }

    // Lets the host see that a wait is over also while the awaiter's callback is still on its way.
    private void TellWaiting(int step, Func<bool> isOver) => _host.StepWaiting(_pool.Plan.Steps[step], RunId, isOver);

    private sealed class SingleStep(FlowRun run, int step) : FlowWorker
    {
        public override bool OnlyCompletes => run._phases[step] >= StepPhase.AwaitsTask;

        public override void Execute() => run.Work(step);
    }
}
