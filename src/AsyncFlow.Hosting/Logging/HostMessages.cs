using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Logging;

/// <summary>Messages about flows that the host runs, and about their configuration. Ids stay the same for ever.</summary>
internal static partial class HostMessages
{
    [LoggerMessage(30, LogLevel.Information, "{Purpose} {Flow} starts")]
    public static partial void Starting(this ILogger logger, string purpose, string flow);

    [LoggerMessage(31, LogLevel.Information, "{Purpose} {Flow} has completed in {Elapsed:0.###} ms")]
    public static partial void Completed(this ILogger logger, string purpose, string flow, double elapsed);

    [LoggerMessage(32, LogLevel.Critical, "{Purpose} {Flow} failed in step {Step}; the host does not start")]
    public static partial void StartFailed(this ILogger logger, Exception exception, string purpose, string flow, string? step);

    [LoggerMessage(33, LogLevel.Warning, "{Purpose} {Flow} was cancelled; the host does not start")]
    public static partial void StartCanceled(this ILogger logger, string purpose, string flow);

    [LoggerMessage(34, LogLevel.Information, "Flow {Flow} stops what it has started")]
    public static partial void Stopping(this ILogger logger, string flow);

    [LoggerMessage(35, LogLevel.Error, "{Purpose} {Flow} failed in step {Step}")]
    public static partial void StopFailed(this ILogger logger, Exception exception, string purpose, string flow, string? step);

    [LoggerMessage(36, LogLevel.Warning, "The time to shut down is over, and flow {Flow} is late. Still running: {Running}. Not started: {Waiting}")]
    public static partial void Late(this ILogger logger, string flow, string running, string waiting);

    [LoggerMessage(37, LogLevel.Error, "The changed configuration of flow {Flow} is not valid; the previous one stays in force")]
    public static partial void InvalidConfiguration(this ILogger logger, Exception exception, string flow);
}
