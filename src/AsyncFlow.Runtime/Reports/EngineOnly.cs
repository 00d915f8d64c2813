namespace AsyncFlow.Reports;

/// <summary>
/// Whether the engine must execute every run, and no straight line may: because an observer observes all runs, or for a test that compares the two.
/// </summary>
/// <remarks>One number, so that a line asks once, whatever the reasons are. The class has no other statics: one that has to be initialized would be asked for that too.</remarks>
internal static class EngineOnly
{
    private static int s_reasons;

    /// <summary>Whether there is a reason.</summary>
    public static bool IsRequired => s_reasons != 0;

    /// <summary>Adds a reason.</summary>
    public static void Require() => Interlocked.Increment(ref s_reasons);

    /// <summary>Takes a reason away.</summary>
    public static void Release() => Interlocked.Decrement(ref s_reasons);
}
