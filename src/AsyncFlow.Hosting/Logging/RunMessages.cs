using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Logging;

/// <summary>Messages about runs and steps. Ids stay the same for ever.</summary>
internal static partial class RunMessages
{
    [LoggerMessage(1, LogLevel.Debug, "Flow {Flow} starts run {RunId}")]
    public static partial void RunStarted(this ILogger logger, string flow, long runId);

    [LoggerMessage(2, LogLevel.Debug, "Flow {Flow} has succeeded in {Elapsed:0.###} ms (run {RunId})")]
    public static partial void RunSucceeded(this ILogger logger, string flow, long runId, double elapsed);

    [LoggerMessage(3, LogLevel.Information, "Flow {Flow} was cancelled after {Elapsed:0.###} ms (run {RunId})")]
    public static partial void RunCanceled(this ILogger logger, string flow, long runId, double elapsed);

    [LoggerMessage(4, LogLevel.Error, "Flow {Flow} failed in step {Step} after {Elapsed:0.###} ms (run {RunId}, failures: {Failures})")]
    public static partial void RunFailed(this ILogger logger, string flow, long runId, double elapsed, string? step, int failures);

    [LoggerMessage(5, LogLevel.Debug, "Flow {Flow} failed within a step of another flow after {Elapsed:0.###} ms (run {RunId}, failures: {Failures})")]
    public static partial void InnerRunFailed(this ILogger logger, string flow, long runId, double elapsed, int failures);

    [LoggerMessage(10, LogLevel.Debug, "Step {Step} of flow {Flow} starts (run {RunId})")]
    public static partial void StepStarted(this ILogger logger, string step, string flow, long runId);

    [LoggerMessage(11, LogLevel.Debug, "Step {Step} of flow {Flow} has succeeded in {Elapsed:0.###} ms (run {RunId})")]
    public static partial void StepSucceeded(this ILogger logger, string step, string flow, long runId, double elapsed);

    // An error, or a warning if a later step has handled the failure.
    [LoggerMessage(EventId = 12, Message = "Step {Step} of flow {Flow} failed after {Elapsed:0.###} ms (run {RunId})")]
    public static partial void StepFailed(this ILogger logger, LogLevel level, Exception? exception, string step, string flow, long runId, double elapsed);

    [LoggerMessage(13, LogLevel.Debug, "Step {Step} of flow {Flow} was cancelled after {Elapsed:0.###} ms (run {RunId}): {Reason}")]
    public static partial void StepCanceled(this ILogger logger, string step, string flow, long runId, double elapsed, string? reason);

    [LoggerMessage(14, LogLevel.Debug, "Step {Step} of flow {Flow} did not run (run {RunId}): {Reason}")]
    public static partial void StepNotRun(this ILogger logger, string step, string flow, long runId, string? reason);

    [LoggerMessage(15, LogLevel.Information, "Step {Step} of flow {Flow} starts attempt {Attempt} (run {RunId})")]
    public static partial void StepRetried(this ILogger logger, string step, string flow, long runId, int attempt);

    [LoggerMessage(16, LogLevel.Debug, "Step {Step} of flow {Flow} failed after {Elapsed:0.###} ms by a failure within it (run {RunId})")]
    public static partial void OuterStepFailed(this ILogger logger, string step, string flow, long runId, double elapsed);
}
