using System.Runtime.ExceptionServices;

namespace AsyncFlow;

/// <summary>
/// What happened in one run. Immutable and safe to use from any thread; <see cref="ToString"/> is a table of the steps.
/// </summary>
public class FlowReport
{
    private readonly Exception? _outcome;

    /// <param name="flowName">The flow's name, the table's heading.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="duration">How long the run took.</param>
    /// <param name="steps">The steps' reports in declaration order.</param>
    /// <param name="failures">Every failure, the first first.</param>
    /// <param name="outcome">What <c>ExecuteAsync</c> throws for this run; null if it succeeded.</param>
    internal FlowReport(string flowName, FlowStatus status, TimeSpan duration, IReadOnlyList<StepReport> steps, IReadOnlyList<Exception> failures, Exception? outcome)
    {
        FlowName = flowName;
        Status = status;
        Duration = duration;
        Steps = steps;
        Failures = failures;
        _outcome = outcome;
    }

    private protected FlowReport(FlowReport report)
        : this(report.FlowName, report.Status, report.Duration, report.Steps, report.Failures, report._outcome)
    {
    }

    /// <summary>The name of the flow that ran.</summary>
    public string FlowName { get; }

    /// <summary>How the run ended.</summary>
    public FlowStatus Status { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>Every step's report, in declaration order.</summary>
    public IReadOnlyList<StepReport> Steps { get; }

    /// <summary>Every failure of the run, in the order in which they happened; the objects that were thrown, unwrapped.</summary>
    public IReadOnlyList<Exception> Failures { get; }

    /// <summary>Throws what <c>ExecuteAsync</c> would have thrown; does nothing if the run succeeded.</summary>
    public void ThrowIfFailed()
    {
        if (_outcome is not null)
        {
            ExceptionDispatchInfo.Throw(_outcome);
        }
    }

    /// <summary>A table: each step's status, start, duration and time waited for locks, then the failures.</summary>
    public override string ToString() => ReportTable.Format(this);
}
