namespace AsyncFlow.Locks;

/// <summary>Numbers the locks of this library in the order of their creation.</summary>
internal static class LockRank
{
    private static long s_last;

    public static long Next() => Interlocked.Increment(ref s_last);
}
