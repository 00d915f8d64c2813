using Microsoft.Extensions.Logging;

namespace AsyncFlow.Orleans.Driving;

/// <summary>What is logged.</summary>
internal static partial class Messages
{
    [LoggerMessage(1, LogLevel.Warning, "Run '{Run}' is parked: {Reason}.")]
    public static partial void RunParked(this ILogger log, string run, string reason);

    [LoggerMessage(2, LogLevel.Information, "Run '{Run}' was taken up by another process, or a lock of one of its steps was granted to another step. This activation ends.")]
    public static partial void RunLost(this ILogger log, string run);

    [LoggerMessage(3, LogLevel.Error, "The progress of run '{Run}' could not be stored. The run goes on from what is stored.")]
    public static partial void StoreFailed(this ILogger log, string run, Exception exception);

    [LoggerMessage(4, LogLevel.Warning, "Step '{Work}' gave no answer and is asked again.")]
    public static partial void WorkFailed(this ILogger log, string work, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "Interrupted runs could not be found; this is tried again.")]
    public static partial void WakeFailed(this ILogger log, Exception exception);

    [LoggerMessage(6, LogLevel.Information, "Run '{Run}' of '{Flow}' goes on with version {Fingerprint} instead of {Older}.")]
    public static partial void RunMoved(this ILogger log, string run, string flow, string older, string fingerprint);
}
