namespace AsyncFlow;

/// <summary>
/// Where the steps of a run execute. Derive from it to run flows on another framework; <see cref="Schedule"/> and
/// <see cref="RunsAsyncStepsInParallel"/> are the only members that have to be implemented. A host serves any number of runs at the
/// same time.
/// </summary>
/// <remarks>
/// The engine gives a host <see cref="FlowWorker">workers</see>, not steps: a worker takes ready steps of one run until none is left.
/// A host that <see cref="SchedulesSteps"/> gets each step by itself. Locks do not belong to a host: flows on different hosts exclude
/// each other.
/// </remarks>
public abstract partial class FlowHost
{
    /// <summary>Runs asynchronous and synchronous steps on the .NET thread pool. The default.</summary>
    public static FlowHost ThreadPool { get; } = new ThreadPoolHost();

    /// <summary>The clock of runs whose options name none.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>
    /// Whether two asynchronous steps, or parts of them, can run at the same moment on this host. A flow that is
    /// <see cref="FlowAttribute.SingleThreaded"/> refuses hosts on which they can.
    /// </summary>
    public abstract bool RunsAsyncStepsInParallel { get; }

    /// <summary>
    /// Whether the current thread is one of the host's own, so that asynchronous steps may start on it inside the call of
    /// <c>ExecuteAsync</c>. False by default: they never do.
    /// </summary>
    protected internal virtual bool IsCurrent => false;

    /// <summary>
    /// The context that asynchronous steps find as <see cref="SynchronizationContext.Current"/>, and to which their awaits therefore
    /// return; null, the default, for none.
    /// </summary>
    protected internal virtual SynchronizationContext? SynchronizationContext => null;

    /// <summary>
    /// Whether synchronous steps have workers of their own, which <see cref="ScheduleSynchronous"/> gets; otherwise every worker takes
    /// steps of both kinds. True by default.
    /// </summary>
    protected internal virtual bool SeparatesSynchronousSteps => true;

    /// <summary>
    /// Queues a worker to be executed once where asynchronous steps start and continue. Must not execute it inline. Called on any
    /// thread. If it throws, the run fails.
    /// </summary>
    /// <param name="worker">The worker. It never blocks to wait for a step.</param>
    protected internal abstract void Schedule(FlowWorker worker);

    /// <summary>
    /// Queues a worker to be executed once where synchronous steps run; by default on the thread pool. Must not execute it inline.
    /// Called on any thread. If it throws, the run fails.
    /// </summary>
    /// <param name="worker">The worker. Synchronous steps may block it.</param>
    protected internal virtual void ScheduleSynchronous(FlowWorker worker) =>
        System.Threading.ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);

    /// <summary>
    /// Whether the host chooses the order of steps: then every start and every continuation of a step comes to it by itself, through
    /// <see cref="ScheduleStep"/>, and no step starts on the caller. False by default: workers take ready steps in order.
    /// </summary>
    protected internal virtual bool SchedulesSteps => false;

    /// <summary>
    /// Queues the start or the continuation of a step. Must not execute it inline. Called on any thread, only if
    /// <see cref="SchedulesSteps"/>; by default calls <see cref="Schedule"/>, which also receives the internal work of runs. If it throws,
    /// the run fails.
    /// </summary>
    /// <param name="work">Starts or continues the step; to be executed once.</param>
    /// <param name="info">The step.</param>
    /// <param name="runId">The run's number.</param>
    protected internal virtual void ScheduleStep(FlowWorker work, StepInfo info, long runId) => Schedule(work);

    /// <summary>
    /// A step begins to wait for a task or a lock. <see cref="ScheduleStep"/> is called for it once the wait is over, possibly a
    /// little later, from another thread; <paramref name="isOver"/> tells whether such a call is on its way. A host that waits for it
    /// before it chooses does not depend on the speed of other threads. Called on the thread that runs the step, only if
    /// <see cref="SchedulesSteps"/>. A step that awaits something else than a task or a lock is not announced. Must not throw.
    /// </summary>
    /// <param name="step">The step.</param>
    /// <param name="runId">The run's number.</param>
    /// <param name="isOver">Whether the wait is over. Safe to call from any thread, until <see cref="ScheduleStep"/> is called for the step.</param>
    protected internal virtual void StepWaiting(StepInfo step, long runId, Func<bool> isOver) { }

    /// <summary>
    /// A run on this host begins, on the current thread. A host that is closing throws here, which refuses the run. Not called for
    /// runs within steps of other runs, nor on <see cref="ThreadPool"/>.
    /// </summary>
    protected internal virtual void RunStarting() { }

    /// <summary>
    /// The caller of a run has done its part: from now on the run continues only by what was scheduled on the host. Called once for
    /// each <see cref="RunStarting"/>, on the same thread; other threads may have ended the run, and called <see cref="RunEnded"/>,
    /// before. Must not throw.
    /// </summary>
    protected internal virtual void RunStarted() { }

    /// <summary>
    /// A run on this host has ended, and the code that awaits it has been continued or scheduled. Called once for each
    /// <see cref="RunStarting"/>, on any thread. No step of the run will be scheduled any more; a worker without work may be, and the
    /// host can refuse it. Must not throw.
    /// </summary>
    protected internal virtual void RunEnded() { }

    /// <summary>The name of the host's type.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>The host of the current synchronization context, or else the thread pool.</summary>
    internal static FlowHost Ambient => System.Threading.SynchronizationContext.Current is HostContext { Host: { } host } ? host : ThreadPool;

    /// <summary>
    /// A synchronization context that belongs to a host: a flow that code in it starts without naming a host runs on that host too.
    /// </summary>
    protected abstract class HostContext : SynchronizationContext
    {
        /// <summary>The host that the context belongs to.</summary>
        public abstract FlowHost Host { get; }
    }

    private sealed class ThreadPoolHost : FlowHost
    {
        public override bool RunsAsyncStepsInParallel => true;

        // Any thread on which awaits do not return to a scheduler.
        protected internal override bool IsCurrent => TaskScheduler.Current == TaskScheduler.Default;

        protected internal override bool SeparatesSynchronousSteps => false;

        protected internal override void Schedule(FlowWorker worker) =>
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(worker, preferLocal: false);

        public override string ToString() => "FlowHost.ThreadPool";
    }
}
