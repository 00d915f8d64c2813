using System.Runtime.CompilerServices;

namespace AsyncFlow;

/// <summary>Checks the settings of a flow or of a run.</summary>
internal static class FlowSettings
{
    public static int CheckLimit(int maxConcurrency, [CallerArgumentExpression(nameof(maxConcurrency))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxConcurrency, name);
        return maxConcurrency;
    }

    public static FailureMode CheckMode(FailureMode failureMode, [CallerArgumentExpression(nameof(failureMode))] string? name = null) => Enum.IsDefined(failureMode)
        ? failureMode
        : throw new ArgumentOutOfRangeException(name, failureMode, "Choose FailureMode.Cancel or FailureMode.Continue.");
}
