namespace AsyncFlow;

/// <summary>Where the steps of a run execute.</summary>
public abstract class FlowHost
{
    private protected FlowHost() { }

    /// <summary>Runs asynchronous and synchronous steps on the .NET thread pool. The default.</summary>
    public static FlowHost ThreadPool { get; } = new ThreadPoolHost();

    /// <summary>The clock of runs that name none.</summary>
    public virtual TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Whether two asynchronous steps can run at the same moment on this host.</summary>
    internal abstract bool RunsAsyncStepsInParallel { get; }

    /// <summary>Has the work executed soon, on a thread of the host's, never inside this call.</summary>
    internal abstract void Schedule(IThreadPoolWorkItem work);

    private sealed class ThreadPoolHost : FlowHost
    {
        internal override bool RunsAsyncStepsInParallel => true;

        internal override void Schedule(IThreadPoolWorkItem work) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
