using AsyncFlow.Hosting.Failures;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Hosting.Logging;

/// <summary>
/// Logs the runs of a flow and of the flows within its steps. What a step logs itself is in a scope with the flow, the run and the step.
/// </summary>
internal sealed class FlowLogger : FlowObserver
{
    private static readonly Func<ILogger, string, long, string, IDisposable?> s_stepScope =
        LoggerMessage.DefineScope<string, long, string>("Flow {Flow}, run {RunId}, step {Step}");

    private readonly ILogger _logger;

    private FlowLogger(ILogger logger) => _logger = logger;

    /// <summary>The logger of a flow, whose category is <c>AsyncFlow.</c> and its name.</summary>
    public static ILogger Create(ILoggerFactory? factory, FlowPlan plan) => factory?.CreateLogger($"AsyncFlow.{plan.Name}") ?? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>An observer that logs; null if not even failures are logged, so that runs pay nothing.</summary>
    public static FlowLogger? Observe(ILogger logger) => logger.IsEnabled(LogLevel.Error) ? new(logger) : null;

    /// <inheritdoc/>
    public override void OnRunStarted(in RunStarted e) => _logger.RunStarted(e.Plan.Name, e.RunId);

    /// <inheritdoc/>
    public override void OnStepStarted(in StepStarted e)
    {
        // The scope is part of the execution context that the step starts with, and ends with it. Disposing of it here would change the context of
        // whatever runs on this thread.
        s_stepScope(_logger, e.Plan.Name, e.RunId, e.Step.Name);
        _logger.StepStarted(e.Step.Name, e.Plan.Name, e.RunId);
    }

    /// <inheritdoc/>
    public override void OnAttemptStarted(in AttemptStarted e)
    {
        if (e.Attempt > 1)
        {
            _logger.StepRetried(e.Step.Name, e.Plan.Name, e.RunId, e.Attempt);
        }
    }

    /// <inheritdoc/>
    public override void OnStepCompleted(in StepCompleted e)
    {
        StepReport report = e.Report;
        double elapsed = report.Duration.TotalMilliseconds;
        switch (report.Status)
        {
            case StepStatus.Succeeded:
                _logger.StepSucceeded(report.Name, e.Plan.Name, e.RunId, elapsed);
                break;

            // A failure within the step is logged where it happened.
            case StepStatus.Failed when report.NestedReport is { } nested && report.Exception is { } exception && nested.Failures.Contains(exception):
                _logger.OuterStepFailed(report.Name, e.Plan.Name, e.RunId, elapsed);
                break;
            case StepStatus.Failed:
                _logger.StepFailed(report.IsHandled ? LogLevel.Warning : LogLevel.Error, report.Exception, report.Name, e.Plan.Name, e.RunId, elapsed);
                break;
            case StepStatus.Canceled:
                _logger.StepCanceled(report.Name, e.Plan.Name, e.RunId, elapsed, report.Reason);
                break;
            default:
                _logger.StepNotRun(report.Name, e.Plan.Name, e.RunId, report.Reason);
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnRunCompleted(in RunCompleted e)
    {
        FlowReport report = e.Report;
        double elapsed = report.Duration.TotalMilliseconds;
        switch (report.Status)
        {
            case FlowStatus.Succeeded:
                _logger.RunSucceeded(e.Plan.Name, e.RunId, elapsed);
                break;
            case FlowStatus.Canceled:
                _logger.RunCanceled(e.Plan.Name, e.RunId, elapsed);
                break;
            case FlowStatus.Failed when !e.Parent.IsNone:
                _logger.InnerRunFailed(e.Plan.Name, e.RunId, elapsed, report.Failures.Count);
                break;
            default:
                _logger.RunFailed(e.Plan.Name, e.RunId, elapsed, FailedStep.Of(report, report.Failures[0]), report.Failures.Count);
                break;
        }
    }
}
