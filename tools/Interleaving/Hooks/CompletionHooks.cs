using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls instead of members of the framework's thread-safe objects, each of which is one operation here.</summary>
public static unsafe class CompletionHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static void SetResult<T>(ref ManualResetValueTaskSourceCore<T> core, T result, int site)
    {
        Before(ref core, site);
        core.SetResult(result);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static void SetException<T>(ref ManualResetValueTaskSourceCore<T> core, Exception error, int site)
    {
        Before(ref core, site);
        core.SetException(error);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static T GetResult<T>(ref ManualResetValueTaskSourceCore<T> core, short token, int site)
    {
        Before(ref core, site);
        return core.GetResult(token);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static ValueTaskSourceStatus GetStatus<T>(ref ManualResetValueTaskSourceCore<T> core, short token, int site)
    {
        Before(ref core, site);
        return core.GetStatus(token);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static void OnCompleted<T>(
        ref ManualResetValueTaskSourceCore<T> core, Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags, int site)
    {
        Before(ref core, site);
        if (VirtualThread.Current is { } me && core.GetStatus(token) != ValueTaskSourceStatus.Pending)
        {
            // The framework would queue the continuation to the thread pool.
            me.Schedule.Start(me, () => continuation(state));
            return;
        }

        core.OnCompleted(continuation, state, token, flags);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static void Reset<T>(ref ManualResetValueTaskSourceCore<T> core, int site)
    {
        Before(ref core, site);
        core.Reset();
    }

    /// <summary>Rewritten code calls it.</summary>
    public static void Enqueue<T>(ConcurrentQueue<T> queue, T item, int site)
    {
        Before(queue, site);
        queue.Enqueue(item);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static bool TryDequeue<T>(ConcurrentQueue<T> queue, out T? result, int site)
    {
        Before(queue, site);
        return queue.TryDequeue(out result);
    }

    private static void Before<T>(ref ManualResetValueTaskSourceCore<T> core, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Atomic(me, (nint)Unsafe.AsPointer(ref core), site);
        }
    }

    private static void Before(object queue, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Atomic(me, Unsafe.As<object, nint>(ref queue), site);
        }
    }
}
