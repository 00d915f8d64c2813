namespace AsyncFlow;

public abstract partial class FlowHost
{
    /// <summary>
    /// Runs asynchronous steps and their continuations (except after <c>ConfigureAwait(false)</c>) on a synchronization context, for
    /// example that of a user interface, and synchronous steps on the thread pool.
    /// </summary>
    /// <remarks>
    /// The context is assumed to run one callback at a time, as those of user interfaces do; only the base class
    /// <see cref="System.Threading.SynchronizationContext"/> itself is known not to. If <c>Post</c> throws, the run fails. If the
    /// context never runs what was posted, the run waits until it is cancelled; but a step that has started and awaits its way back to
    /// such a context never ends. For the context of an <see cref="EventLoopHost"/>, returns that host.
    /// </remarks>
    /// <param name="context">The context.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null.</exception>
    public static FlowHost From(SynchronizationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context is HostContext { Host: { } host } ? host : new ContextHost(context);
    }

    private sealed class ContextHost(SynchronizationContext context) : FlowHost
    {
        public override bool RunsAsyncStepsInParallel => context.GetType() == typeof(SynchronizationContext);

        protected internal override bool IsCurrent => System.Threading.SynchronizationContext.Current == context && TaskScheduler.Current == TaskScheduler.Default;

        protected internal override SynchronizationContext? SynchronizationContext => context;

        protected internal override void Schedule(FlowWorker worker) =>
            context.Post(static worker => ((FlowWorker)worker!).Execute(), worker);

        public override string ToString() => $"FlowHost.From({context})";
    }
}
