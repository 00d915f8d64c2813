namespace AsyncFlow;

/// <summary>
/// Where the steps of a run execute. Derive from it to bring flows to a framework of your own; <see cref="Schedule"/> and
/// <see cref="RunsAsyncStepsInParallel"/> are all that is needed. A host serves any number of runs at the same time.
/// </summary>
/// <remarks>
/// The engine asks a host for workers, not for steps: a worker is work that takes ready steps of one run until none is left.
/// Locks do not belong to a host: flows on different hosts exclude each other.
/// </remarks>
public abstract partial class FlowHost
{
    /// <summary>Runs asynchronous and synchronous steps on the .NET thread pool. The default.</summary>
    public static FlowHost ThreadPool { get; } = new ThreadPoolHost();

    /// <summary>The clock of runs that name none.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>
    /// Whether two asynchronous steps, or parts of them, can run at the same moment on this host. A flow that is
    /// <see cref="FlowAttribute.SingleThreaded"/> refuses hosts on which they can.
    /// </summary>
    public abstract bool RunsAsyncStepsInParallel { get; }

    /// <summary>
    /// Whether asynchronous steps may start on the current thread, inside the call of <c>ExecuteAsync</c>, since it is one of the
    /// host's own. By default they never do.
    /// </summary>
    protected internal virtual bool IsCurrent => false;

    /// <summary>
    /// The context that asynchronous steps find as <see cref="SynchronizationContext.Current"/>, and to which their awaits therefore
    /// return; null, the default, for none.
    /// </summary>
    protected internal virtual SynchronizationContext? SynchronizationContext => null;

    /// <summary>
    /// Whether synchronous steps have workers of their own, for which <see cref="ScheduleSynchronous"/> is asked; otherwise every
    /// worker takes steps of both kinds. True by default.
    /// </summary>
    protected internal virtual bool SeparatesSynchronousSteps => true;

    /// <summary>
    /// Has a worker executed soon, exactly once, where asynchronous steps start and continue; never inside this call. Safe to call
    /// from any thread. If it throws, the run fails.
    /// </summary>
    /// <param name="worker">The worker; it blocks for no step.</param>
    protected internal abstract void Schedule(IThreadPoolWorkItem worker);

    /// <summary>
    /// Has a worker executed soon, exactly once, where synchronous steps run; never inside this call. By default on the thread
    /// pool. Safe to call from any thread. If it throws, the run fails.
    /// </summary>
    /// <param name="worker">The worker; synchronous steps may block it.</param>
    protected internal virtual void ScheduleSynchronous(IThreadPoolWorkItem worker) =>
        System.Threading.ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);

    /// <summary>
    /// Whether the host wants each ready step by itself, through <see cref="ScheduleStep"/>, to choose which goes first, instead of
    /// workers that take many. False by default.
    /// </summary>
    protected internal virtual bool SchedulesSteps => false;

    /// <summary>
    /// Has a step started or continued soon, exactly once, never inside this call. Only asked for if <see cref="SchedulesSteps"/>.
    /// </summary>
    /// <param name="work">Starts or continues the step.</param>
    /// <param name="info">The step.</param>
    /// <param name="runId">The number of the run that the step is part of.</param>
    protected internal virtual void ScheduleStep(IThreadPoolWorkItem work, StepInfo info, long runId) => Schedule(work);

    /// <summary>
    /// A run on this host begins. A host that is closing throws here, and so refuses it. Not called on <see cref="ThreadPool"/>.
    /// </summary>
    protected internal virtual void RunStarting() { }

    /// <summary>
    /// What the caller of a run had to do is done: from now on everything of the run happens on the host. Follows
    /// <see cref="RunStarting"/>, on the same thread.
    /// </summary>
    internal virtual void RunStarted() { }

    /// <summary>
    /// A step begins to wait; <see cref="ScheduleStep"/> is called when that is over, perhaps a little after it is. Only called if
    /// <see cref="SchedulesSteps"/>.
    /// </summary>
    /// <param name="info">The step.</param>
    /// <param name="runId">The number of the run that the step is part of.</param>
    /// <param name="isOver">Whether the wait is over, so that <see cref="ScheduleStep"/> is certain to be called soon.</param>
    internal virtual void StepWaits(StepInfo info, long runId, Func<bool> isOver) { }

    /// <summary>
    /// A run on this host has ended, and what awaits it has been continued or scheduled. No step of it will be scheduled any more;
    /// a worker that finds nothing to do still may be, and refusing that one does no harm.
    /// Must not throw.
    /// </summary>
    protected internal virtual void RunEnded() { }

    /// <summary>The host's type.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>The host of the loop on which the current code runs, else the thread pool.</summary>
    internal static FlowHost Ambient => System.Threading.SynchronizationContext.Current is HostContext { Host: { } host } ? host : ThreadPool;

    /// <summary>The synchronization context of a host that runs started without a host are to use too.</summary>
    private protected abstract class HostContext : SynchronizationContext
    {
        public abstract FlowHost Host { get; }
    }

    private sealed class ThreadPoolHost : FlowHost
    {
        public override bool RunsAsyncStepsInParallel => true;

        // Any thread will do that does not make awaits return to a scheduler.
        protected internal override bool IsCurrent => TaskScheduler.Current == TaskScheduler.Default;

        protected internal override bool SeparatesSynchronousSteps => false;

        protected internal override void Schedule(IThreadPoolWorkItem worker) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);

        public override string ToString() => "FlowHost.ThreadPool";
    }
}
