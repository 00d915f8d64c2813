using System.Runtime.CompilerServices;

namespace AsyncFlow.Execution;

/// <summary>Awaited to continue where synchronous steps of a host run.</summary>
/// <param name="host">The host.</param>
internal readonly struct WorkerSwitch(FlowHost host) : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public WorkerSwitch GetAwaiter() => this;

    public void GetResult() { }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    /// <inheritdoc/>
    /// <remarks>If the host throws, so does the await.</remarks>
    public void UnsafeOnCompleted(Action continuation)
    {
        if (host.SchedulesSteps && SynchronizationContext.Current is { } context)
        {
            // Such a host has a context for each step, by which it knows what it chooses.
            context.Post(static continuation => ((Action)continuation!)(), continuation);
        }
        else if (host.SeparatesSynchronousSteps)
        {
            host.ScheduleSynchronous(new ContinuationWorker(continuation));
        }
        else
        {
            host.Schedule(new ContinuationWorker(continuation));
        }
    }

    private sealed class ContinuationWorker(Action continuation) : FlowWorker
    {
        public override void Execute() => continuation();
    }
}
