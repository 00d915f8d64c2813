using AsyncFlow.Interleaving.Scheduling;

namespace AsyncFlow.Interleaving.Hooks;

/// <summary>What rewritten code calls instead of <see cref="Monitor"/>.</summary>
public static class MonitorHooks
{
    /// <summary>Rewritten code calls it.</summary>
    public static void Enter(object gate, ref bool isTaken, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Enter(me, gate, site);
            isTaken = true;
            return;
        }

        Monitor.Enter(gate, ref isTaken);
    }

    /// <summary>Rewritten code calls it.</summary>
    public static bool TryEnter(object gate, int site) => VirtualThread.Current is { } me ? me.Schedule.TryEnter(me, gate, site) : Monitor.TryEnter(gate);

    /// <summary>Rewritten code calls it.</summary>
    public static void Exit(object gate, int site)
    {
        if (VirtualThread.Current is { } me)
        {
            me.Schedule.Exit(me, gate);
            return;
        }

        Monitor.Exit(gate);
    }
}
