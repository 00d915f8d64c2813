using System.Runtime.CompilerServices;

namespace AsyncFlow;

/// <summary>
/// The one order in which every step takes its locks. Since all follow it, no circle of steps can wait for each other's locks.
/// </summary>
internal static class LockOrder
{
    // Locks of other types get their age when they are first met; the table does not keep them alive.
    private static readonly ConditionalWeakTable<object, Foreigner> s_foreigners = new();

    public static long AgeOf(object heldLock) =>
        heldLock is IPermitLock ours ? ours.Permits.Age : s_foreigners.GetValue(heldLock, static _ => new Foreigner()).Age;

    private sealed class Foreigner
    {
        public long Age { get; } = LockRank.Next();
    }
}
