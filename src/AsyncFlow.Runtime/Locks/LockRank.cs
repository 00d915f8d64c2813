namespace AsyncFlow;

/// <summary>Numbers locks in the order in which this library first meets them.</summary>
internal static class LockRank
{
    private static long s_last;

    public static long Next() => Interlocked.Increment(ref s_last);
}
