namespace AsyncFlow.Reports;

/// <summary>
/// Whether the engine must execute every run, and no straight line may: because an observer observes all runs, or for a test that compares the two.
/// One flag, so that a line asks once, whatever the reasons are.
/// </summary>
internal static class EngineOnly
{
    private static readonly object s_gate = new();

    // Guarded by the gate. IsRequired is written under it and read without it.
    private static int s_reasons;

    /// <summary>Whether there is a reason.</summary>
    public static bool IsRequired { get; private set; }

    /// <summary>Adds a reason.</summary>
    public static void Require() => Change(1);

    /// <summary>Takes a reason away.</summary>
    public static void Release() => Change(-1);

    private static void Change(int reasons)
    {
        lock (s_gate)
        {
            s_reasons += reasons;
            IsRequired = s_reasons > 0;
        }
    }
}
