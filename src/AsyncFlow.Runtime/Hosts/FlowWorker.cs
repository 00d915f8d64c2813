namespace AsyncFlow;

/// <summary>
/// Work of one run that a <see cref="FlowHost"/> executes: it takes ready steps until none is left, or, where the host chooses
/// steps, starts or continues one.
/// </summary>
/// <remarks>
/// The engine makes workers. A host calls <see cref="Execute"/> once for each time that it was given the worker, which may be several
/// times at once. A worker is also a work item of the thread pool, for <see cref="ThreadPool.UnsafeQueueUserWorkItem(IThreadPoolWorkItem, bool)"/>.
/// </remarks>
public abstract class FlowWorker : IThreadPoolWorkItem
{
    private protected FlowWorker() { }

    /// <summary>
    /// Whether all that <see cref="Execute"/> will do is to complete a step whose code has ended, or that is not to run, so that a host that
    /// chooses the order of steps can execute it first. False by default. Read it before <see cref="Execute"/> is called; it is not known after.
    /// </summary>
    public virtual bool OnlyCompletes => false;

    /// <summary>Does the work. Does not throw: what steps throw belongs to their run.</summary>
    public abstract void Execute();
}
