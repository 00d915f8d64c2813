using System.Diagnostics;
using AsyncFlow.Scheduling;

namespace AsyncFlow.CompilerServices;

// The run shared by workers.
public abstract partial class FlowRun
{
    // A worker that has been busy for this long goes back to the host's queue, so that a long run starves nobody: 10 ms.
    private static readonly long s_workerLimit = Stopwatch.Frequency / 100;

    // The steps that are ready for a worker.
    private readonly ReadyStack<NoProbe> _lane;

    // The worker of that lane.
    private readonly Worker _worker;

    // The worker of the synchronous steps' own lane; null until a run on a host that separates them.
    private SynchronousWorker? _synchronousWorker;

    // Its lane during a run on such a host; otherwise null.
    private ReadyStack<NoProbe>? _synchronousLane;

    // The host of this run; between runs the default.
    private FlowHost _host = FlowHost.ThreadPool;

    // The steps that have not ended. Set by Share; each worker, and the caller, subtracts what it has ended when it leaves. Whoever
    // brings it to zero ends the run.
    private int _remaining;

    // What was learned about the duration of this flow's steps outlives the run.
    private StepCostEstimate _pace;

    private void Work(ReadyStack<NoProbe> lane, InlinePolicy keeping, SynchronizationContext? synchronizationContext)
    {
        lane.WorkerBegins();
        ExecutionContext? ownContext = ExecutionContext.Capture();
        SynchronizationContext? ownSynchronizationContext = SynchronizationContext.Current;
        int ended = 0;
        QuantumClock clock = default;
        bool tired = false;

        // Asynchronous steps that are short go one after the other, as they do on a caller: they are mostly out of hand before another
        // worker is awake.
        bool asksForHelp = !(_pace.IsShort && _layout.AllStepsAreAsync);
        long began = _pace.Begin();
        int taken = 0;
        while (!tired && lane.TryPop(out int step, out bool more))
        {
            if (more && asksForHelp)
            {
                AskForWorker(lane);
            }

            while (step >= 0)
            {
                Guard(_context ?? ownContext, synchronizationContext);
                StepEnd end = Advance(step);
                taken++;
                int first = -1;
                if (end != StepEnd.NotYet)
                {
                    ended++;
                    first = UnlockSuccessors(step, end, -1);
                }

                if (!_isPlain)
                {
                    step = Distribute(first, keeping, -1);
                }
                else
                {
                    step = first;
                    int others = first < 0 ? -1 : lane.NextOf(first);
                    if (others >= 0)
                    {
                        lane.Push(others, LastOf(others));
                        if (asksForHelp)
                        {
                            AskForWorker(lane);
                        }
                    }
                }

                if ((step >= 0 || !lane.IsEmpty) && clock.Exceeds(asksForHelp ? s_workerLimit : s_aloneLimit))
                {
                    if (asksForHelp)
                    {
                        tired = true;
                        break;
                    }

                    asksForHelp = true;
                    AskForWorker(lane);
                }
            }

            if (tired)
            {
                if (step >= 0)
                {
                    lane.Push(step, step);
                }

                AskForWorker(lane);
            }
        }

        Guard(ownContext, ownSynchronizationContext);
        _pace.End(began, taken);
        Leave(ended);
    }

    // The last that a worker does: it counts the steps that it has ended, and gives its reference back.
    private void Leave(int ended)
    {
        bool settled = ended > 0 && Interlocked.Add(ref _remaining, -ended) == 0 && TrySettle();
        ReleaseReference();
        if (settled)
        {
            // Last, since whoever awaits the result may go on in here; its own reference keeps the run until it has it.
            Complete();
        }
    }

    // Called after a push, by a thread that has a step in hand or holds a reference.
    private void AskForWorker(ReadyStack<NoProbe> lane)
    {
        FlowWorker worker = lane == _lane ? _worker : _synchronousWorker!;
        if (_stopped && _host != FlowHost.ThreadPool)
        {
            ScheduleOnPool(worker);
        }
        else if (lane.TryRequestWorker())
        {
            AddReference();
            try
            {
                if (lane == _lane)
                {
                    _host.Schedule(worker);
                }
                else
                {
                    _host.ScheduleSynchronous(worker);
                }
            }
            catch (Exception exception)
            {
                GiveUpHost(exception);
                ScheduleOnPool(worker);
                ReleaseReference();
            }
        }
    }

    // Nothing more can start on the host: what has begun is awaited, and all else left out. The run is kept from ending between
    // its stop and the failure that tells why. If it has ended already nobody needs the host any more.
    private void GiveUpHost(Exception exception)
    {
        for (int remaining = Volatile.Read(ref _remaining), seen; ; remaining = seen)
        {
            if (remaining == 0)
            {
                return;
            }

            seen = Interlocked.CompareExchange(ref _remaining, remaining + 1, remaining);
            if (seen == remaining)
            {
                break;
            }
        }

        Stop();
        RecordFailure(new InvalidOperationException($"Host '{_host}' could not schedule flow '{_pool.Plan.Name}': {exception.Message}", exception));
        FinishOnPool();
        if (Interlocked.Decrement(ref _remaining) == 0 && TrySettle())
        {
            Complete();
        }
    }

    // Once a run is stopped nothing starts any more, and what is left to do is book-keeping: the thread pool does it, in case the
    // host no longer executes what it is given. Whoever stops the run and whoever pushes after that sees to it.
    private void FinishOnPool()
    {
        if (_isShared && _host != FlowHost.ThreadPool)
        {
            ScheduleOnPool(_worker);
            if (_synchronousLane is not null)
            {
                ScheduleOnPool(_synchronousWorker!);
            }
        }
    }

    private void ScheduleOnPool(FlowWorker worker)
    {
        AddReference();
        ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);
    }

    private void Choose(FlowHost host)
    {
        _host = host;
        _synchronousLane = host.SeparatesSynchronousSteps ? (_synchronousWorker ??= new SynchronousWorker(this)).Lane : null;
    }

    // What one step changed in the flowing context, or on its thread, must not be seen by others.
    private static void Guard(ExecutionContext? context, SynchronizationContext? synchronizationContext)
    {
        if (context is not null && ExecutionContext.Capture() != context)
        {
            ExecutionContext.Restore(context);
        }

        if (SynchronizationContext.Current != synchronizationContext)
        {
            SynchronizationContext.SetSynchronizationContext(synchronizationContext);
        }
    }

    private sealed class Worker(FlowRun run) : FlowWorker
    {
        public override void Execute() =>
            run.Work(run._lane, run._synchronousLane is null ? InlinePolicy.One : InlinePolicy.OneAsynchronous, run._host.SynchronizationContext);
    }

    private sealed class SynchronousWorker(FlowRun run) : FlowWorker
    {
        public ReadyStack<NoProbe> Lane { get; } = new(run._layout.Count);

        public override void Execute() => run.Work(Lane, InlinePolicy.OneSynchronous, null);
    }
}
