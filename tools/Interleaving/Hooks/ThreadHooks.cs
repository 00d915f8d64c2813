using System.Diagnostics;
using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls to have the thread pool execute work, to spin, and to read the clock.</summary>
public static class ThreadHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem callBack, bool preferLocal, int site)
    {
        ArgumentNullException.ThrowIfNull(callBack);
        if (VirtualThread.Current is not { } me)
        {
            return ThreadPool.UnsafeQueueUserWorkItem(callBack, preferLocal);
        }

        me.Schedule.Start(me, callBack.Execute);
        return true;
    }

    /// <summary>Rewritten code calls it.</summary>
    public static void SpinOnce(ref SpinWait spin, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Spin(me);
            return;
        }

        spin.SpinOnce();
    }

    /// <summary>Rewritten code calls it.</summary>
    public static long GetTimestamp(int site) => VirtualThread.Current is { } me ? me.Schedule.ReadClock() : Stopwatch.GetTimestamp();
}
