using System.Globalization;
using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Execution;

/// <summary>The failure of a step that always ends its process.</summary>
internal static class Poison
{
    public static FlowFailure FailureOf(string step, int starts) => new(
        step,
        "AsyncFlow.Durable.ProcessEnded",
        string.Create(CultureInfo.InvariantCulture, $"it was started {starts} times, and each time its process ended before the step did. Look for a crash, then call RetryAsync."),
        null);
}
