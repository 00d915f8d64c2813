namespace AsyncFlow.Runtime.Tests;

/// <summary>The one object that a run allocates if it gives its token out: steps may keep the token, so no other run can have the same source.</summary>
internal static class TokenSource
{
    /// <summary>The bytes that a source takes.</summary>
    public static long Size { get; } = Measure();

    private static long Measure()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        using CancellationTokenSource source = new();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
