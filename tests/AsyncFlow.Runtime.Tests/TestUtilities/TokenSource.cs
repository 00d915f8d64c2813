namespace AsyncFlow.Runtime.Tests;

/// <summary>The only object that a run allocates if a step uses its token: steps may keep the token, so no other run can use the same source.</summary>
internal static class TokenSource
{
    /// <summary>The size of a source in bytes.</summary>
    public static long Size { get; } = Measure();

    private static long Measure()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using CancellationTokenSource source = new();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
