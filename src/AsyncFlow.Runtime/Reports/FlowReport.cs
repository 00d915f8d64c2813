using System.Runtime.ExceptionServices;

namespace AsyncFlow;

/// <summary>
/// What happened in one run. Immutable and safe to use from any thread; <see cref="ToString"/> is a table of the steps.
/// </summary>
public partial class FlowReport
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
    public override string ToString() => Table(this);
}

/// <summary>What happened to one step in one run. Immutable and safe to use from any thread.</summary>
public sealed class StepReport
{
    internal StepReport(StepInfo step, StepStatus status, TimeSpan start, TimeSpan duration, TimeSpan lockWait, Exception? exception)
    {
        Step = step;
        Status = status;
        Start = start;
        Duration = duration;
        LockWait = lockWait;
        Exception = exception;
    }

    /// <summary>The step that this is the report of.</summary>
    public StepInfo Step { get; }

    /// <summary>The step's name.</summary>
    public string Name => Step.Name;

    /// <summary>How the step ended.</summary>
    public StepStatus Status { get; }

    /// <summary>When the step started, after the run's start; zero if it never did.</summary>
    public TimeSpan Start { get; }

    /// <summary>How long the step ran, time spent awaiting included and waiting for locks not; zero if it never started.</summary>
    public TimeSpan Duration { get; }

    /// <summary>How long the step, otherwise ready, waited for its locks.</summary>
    public TimeSpan LockWait { get; }

    /// <summary>What the step threw; null unless it failed or was cancelled.</summary>
    public Exception? Exception { get; }

    /// <summary>Why the step was skipped, as <c>IsEnabled is false</c>; null unless it was.</summary>
    public string? SkipReason => Status != StepStatus.Skipped ? null
        : Step.Condition!.StartsWith('!') ? $"{Step.Condition[1..]} is true"
        : $"{Step.Condition} is false";

    /// <summary>
    /// What happened in the run that took place within the step: of another flow, or with a step for each element of a list. Its
    /// times count from its own start. Null for other steps, and for one that did not get so far.
    /// </summary>
    public FlowReport? Inner { get; internal init; }

    /// <summary>The step's name, status and duration.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{Name}: {Status} in {Duration.TotalMilliseconds:F1} ms");
}
