namespace AsyncFlow;

/// <summary>Checks what is said of a flow as a whole.</summary>
internal static class FlowSettings
{
    public static int CheckLimit(int maxConcurrency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency);
        return maxConcurrency;
    }

    public static FailureMode CheckMode(FailureMode failureMode) => Enum.IsDefined(failureMode)
        ? failureMode
        : throw new ArgumentOutOfRangeException(nameof(failureMode), failureMode, "Choose FailureMode.Cancel or FailureMode.Continue.");
}
