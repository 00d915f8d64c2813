using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving;

namespace AsyncFlow.Verification.Tests.Engine;

/// <summary>Has code that awaits a run go on as a thread of the schedule.</summary>
internal sealed class ScheduledContext : SynchronizationContext
{
    private static readonly ScheduledContext s_instance = new();

    /// <summary>Calls a continuation when a task has completed, at once or on another thread.</summary>
    public static void Await<T>(ValueTask<T> task, Action<ValueTask<T>> continuation)
    {
        ValueTaskAwaiter<T> awaiter = task.GetAwaiter();
        if (awaiter.IsCompleted)
        {
            continuation(task);
            return;
        }

        SetSynchronizationContext(s_instance);
        try
        {
            awaiter.UnsafeOnCompleted(() => continuation(task));
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => Explorer.Start(() => d(state));
}
