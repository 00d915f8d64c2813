using System.Runtime.ExceptionServices;

namespace AsyncFlow;

public abstract partial class FlowHost
{
    /// <summary>
    /// Runs everything on a task scheduler: asynchronous steps, their continuations (except after <c>ConfigureAwait(false)</c>) and
    /// synchronous steps. A scheduler with a <see cref="TaskScheduler.MaximumConcurrencyLevel"/> of 1 may run flows that are
    /// <see cref="FlowAttribute.SingleThreaded"/>.
    /// </summary>
    /// <param name="scheduler">The scheduler.</param>
    /// <exception cref="ArgumentNullException"><paramref name="scheduler"/> is null.</exception>
    public static FlowHost From(TaskScheduler scheduler)
    {
        ArgumentNullException.ThrowIfNull(scheduler);
        return new SchedulerHost(scheduler);
    }

    private sealed class SchedulerHost(TaskScheduler scheduler) : FlowHost
    {
        public override bool RunsAsyncStepsInParallel => scheduler.MaximumConcurrencyLevel > 1;

        protected internal override bool IsCurrent => TaskScheduler.Current == scheduler;

        protected internal override bool SeparatesSynchronousSteps => false;

        protected internal override void Schedule(FlowWorker worker)
        {
            // The worker restores the run's own context, so the current one must not flow to it.
            ExecutionContext? own = ExecutionContext.Capture();
            try
            {
                if (own is not null)
                {
                    ExecutionContext.SuppressFlow();
                }

                Task.Factory.StartNew(
                    static worker => ((FlowWorker)worker!).Execute(),
                    worker,
                    CancellationToken.None,
                    TaskCreationOptions.DenyChildAttach,
                    scheduler);
            }
            catch (TaskSchedulerException exception) when (exception.InnerException is { } thrown)
            {
                // The scheduler's own exception says more.
                ExceptionDispatchInfo.Throw(thrown);
            }
            finally
            {
                // Also if the scheduler executed the worker inline, as it should not.
                if (own is not null)
                {
                    ExecutionContext.Restore(own);
                }
            }
        }

        public override string ToString() => $"FlowHost.From({scheduler})";
    }
}
