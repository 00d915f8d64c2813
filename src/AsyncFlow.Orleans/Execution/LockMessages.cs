using Microsoft.Extensions.Logging;

namespace AsyncFlow.Orleans.Execution;

/// <summary>What is logged of locks.</summary>
internal static partial class LockMessages
{
    [LoggerMessage(6, LogLevel.Warning, "Step '{Work}' lost a lock while it ran: its lease was not renewed in time. What it has returned is not stored, and it runs again.")]
    public static partial void LockLost(this ILogger log, string work);

    [LoggerMessage(7, LogLevel.Warning, "Lock '{Name}' gave no answer. What it was to be told is told again, or found in the store.")]
    public static partial void LockFailed(this ILogger log, string name, Exception exception);
}
