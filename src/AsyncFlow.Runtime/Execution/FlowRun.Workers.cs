using System.Diagnostics;

namespace AsyncFlow.Execution;

// The run shared by workers.
public abstract partial class FlowRun : IThreadPoolWorkItem
{
    // A worker that has been busy for this long goes back to the host's queue, so that a long run starves nobody: 10 ms.
    private static readonly long s_workerLimit = Stopwatch.Frequency / 100;

    // The steps that are ready for any worker.
    private readonly ReadyLane<NoProbe> _lane;

    // The host of this run; null between runs.
    private FlowHost? _host;

    // The steps that have not ended. Set by Share; each worker, and the caller, subtracts what it has ended when it leaves. Whoever
    // brings it to zero ends the run.
    private int _remaining;

    void IThreadPoolWorkItem.Execute()
    {
        _lane.WorkerBegins();
        ExecutionContext? ownContext = ExecutionContext.Capture();
        ExecutionContext? context = _context ?? ownContext;
        BusyClock clock = default;
        int ended = 0;
        bool tired = false;
        while (!tired && _lane.TryPop(out int step, out bool more))
        {
            if (more)
            {
                AskForWorker();
            }

            Guard(context);
            while (step >= 0)
            {
                ReadySteps ready = new(ReadySteps.Keeping.First);
                StepEnd end = Advance(step);
                Guard(context);
                if (end != StepEnd.NotYet)
                {
                    ended++;
                    Unlock(step, end, ref ready);
                }
                else
                {
                    GrantSlots(ref ready);
                }

                PushShared(ref ready);
                step = ready.FirstKept;
                if (step >= 0 || !_lane.IsEmpty)
                {
                    tired = clock.Exceeds(s_workerLimit);
                    if (tired)
                    {
                        if (step >= 0)
                        {
                            _lane.Push(step, step);
                        }

                        AskForWorker();
                        break;
                    }
                }
            }
        }

        Guard(ownContext);
        bool settled = ended > 0 && Interlocked.Add(ref _remaining, -ended) == 0 && TrySettle();
        ReleaseReference();
        if (settled)
        {
            // Last, since whoever awaits the result may go on in here; its own reference keeps the run until it has it.
            Complete();
        }
    }

    private void PushShared(ref ReadySteps ready)
    {
        if (ready.FirstShared >= 0)
        {
            Share();
            _lane.Push(ready.FirstShared, ready.LastShared);
            AskForWorker();
        }
    }

    private void AskForWorker()
    {
        if (_lane.TryRequestWorker())
        {
            AddReference();
            _host!.Schedule(this);
        }
    }

    // What one step changed in the flowing context must not be seen by others.
    private static void Guard(ExecutionContext? context)
    {
        if (context is not null && ExecutionContext.Capture() != context)
        {
            ExecutionContext.Restore(context);
        }

        if (SynchronizationContext.Current is not null)
        {
            SynchronizationContext.SetSynchronizationContext(null);
        }
    }
}
