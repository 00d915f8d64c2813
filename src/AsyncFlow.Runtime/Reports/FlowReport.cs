using System.Runtime.ExceptionServices;
using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>
/// What happened in one run. Immutable and safe to use from any thread; <see cref="ToString"/> is a table of the steps.
/// </summary>
public partial class FlowReport
{
    // What ExecuteAsync throws for this run, if a run made the report; null if it succeeded, and for a report made by hand.
    private readonly Exception? _outcome;

    // Made when first asked for.
    private FlowAnalysis? _analysis;

    /// <summary>Makes a report, for tests of code that reads reports.</summary>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="duration">How long the run took.</param>
    /// <param name="steps">A report for each step of the plan, in declaration order. The list is copied.</param>
    /// <param name="failures">Every failure of the run, in the order in which they happened; at least one if it failed. The list is copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not an outcome, or the duration is negative.</exception>
    /// <exception cref="ArgumentException">The steps are not those of the plan, a failure is null, or the run failed without a failure.</exception>
    public FlowReport(FlowPlan plan, FlowStatus status, TimeSpan duration, IReadOnlyList<StepReport> steps, IReadOnlyList<Exception> failures)
        : this(plan, status, duration, FlowReportChecks.CopySteps(plan, steps), FlowReportChecks.CopyFailures(status, failures), outcome: null)
    {
        FlowReportChecks.ThrowIfNotOutcome(status);
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
    }

    /// <param name="plan">The flow's plan.</param>
    /// <param name="status">How the run ended.</param>
    /// <param name="duration">How long the run took.</param>
    /// <param name="steps">The steps' reports in declaration order. Not copied.</param>
    /// <param name="failures">Every failure, in order. Not copied.</param>
    /// <param name="outcome">What <c>ExecuteAsync</c> throws for this run; null if it succeeded.</param>
    internal FlowReport(FlowPlan plan, FlowStatus status, TimeSpan duration, IReadOnlyList<StepReport> steps, IReadOnlyList<Exception> failures, Exception? outcome)
    {
        Plan = plan;
        Status = status;
        Duration = duration;
        Steps = steps;
        Failures = failures;
        MaxConcurrency = plan.MaxConcurrency;
        _outcome = outcome;
    }

    private protected FlowReport(FlowReport report)
        : this(report, report.Status, report.Failures, report._outcome)
    {
    }

    // The same run with another end, which is that of the call under policies.
    private FlowReport(FlowReport report, FlowStatus status, IReadOnlyList<Exception> failures, Exception? outcome)
        : this(report.Plan, status, report.Duration, report.Steps, failures, outcome)
    {
        Attempts = report.Attempts;
        ObserverFailures = report.ObserverFailures;
        MaxConcurrency = report.MaxConcurrency;
        TakesLocksLate = report.TakesLocksLate;
        CountsOfOthers = report.CountsOfOthers;
        Stream = report.Stream;
    }

    /// <summary>The plan of the flow that ran.</summary>
    public FlowPlan Plan { get; }

    /// <summary>The name of the flow that ran.</summary>
    public string FlowName => Plan.Name;

    /// <summary>How the run ended.</summary>
    public FlowStatus Status { get; }

    /// <summary>How long the run took.</summary>
    public TimeSpan Duration { get; }

    /// <summary>
    /// How often the flow ran under the policies of its class: 1 without policies, 0 if the policies refused it. The rest of the report is about the last
    /// run, except for <see cref="Status"/> and <see cref="ThrowIfFailed"/>, which tell what the policies made of it.
    /// </summary>
    public int Attempts { get; private init; } = 1;

    /// <summary>
    /// How many steps could run at the same time, by the options of the run or else by its plan; 0 for no limit. A run within a step is limited by
    /// the runs around it too. In a report made by hand it is that of the plan unless it is set.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is negative.</exception>
    public int MaxConcurrency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>
    /// Why the run took as long as it did, and what would help. Found out when its members are first asked for.
    /// </summary>
    public FlowAnalysis Analysis => _analysis ?? Interlocked.CompareExchange(ref _analysis, new FlowAnalysis(this), null) ?? _analysis;

    /// <summary>Every step's report, in declaration order.</summary>
    public IReadOnlyList<StepReport> Steps { get; }

    /// <summary>
    /// How many steps ended in one way. In the report of a run within a step that works on each element of a stream these are all its elements, while
    /// <see cref="Steps"/> has the first 10,000, so that a stream without end does not fill the memory.
    /// </summary>
    /// <param name="status">How they ended.</param>
    public long CountOf(StepStatus status)
    {
        long count = CountsOfOthers is { } others && (uint)status < (uint)others.Length ? others[(int)status] : 0;
        foreach (StepReport step in Steps)
        {
            count += step.Status == status ? 1 : 0;
        }

        return count;
    }

    /// <summary>Every failure of the run, in the order in which they happened; the objects that were thrown, unwrapped.</summary>
    public IReadOnlyList<Exception> Failures { get; }

    /// <summary>
    /// Everything that observers threw in this run, and what handlers of <see cref="FlowObserver.UnhandledException"/> threw then. These are
    /// not failures of the run. The list is copied.
    /// </summary>
    /// <exception cref="ArgumentException">A failure is null.</exception>
    public IReadOnlyList<Exception> ObserverFailures
    {
        get;
        init => field = value is [] ? [] : FlowReportChecks.Copy(value, nameof(ObserverFailures));
    } = [];

    /// <summary>
    /// Whether steps came to their locks when they were executed, and not when they became ready: so it is on hosts that choose the order of steps.
    /// </summary>
    internal bool TakesLocksLate { get; init; }

    /// <summary>How many elements that have no report ended in which way; null for none.</summary>
    internal long[]? CountsOfOthers { get; init; }

    /// <summary>How the elements came, if this is a run over a stream; null otherwise.</summary>
    internal StreamTimes? Stream { get; init; }

    /// <summary>The report of a call under policies.</summary>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="last">The report of the run that ended last; null if there was none.</param>
    /// <param name="attempts">How many runs there were.</param>
    /// <param name="status">How the call ended.</param>
    /// <param name="thrown">What it throws; null if it succeeded.</param>
    internal static FlowReport OfCall(FlowPlan plan, FlowReport? last, int attempts, FlowStatus status, Exception? thrown)
    {
        last ??= new FlowReport(plan, status, default, FlowReportChecks.NoneRun(plan), [], null);
        Exception[] failures = [.. last.Failures];
        bool isNew = status == FlowStatus.Failed && Array.IndexOf(failures, thrown) < 0;
        return new FlowReport(last, status, isNew ? [.. failures, thrown!] : last.Failures, thrown) { Attempts = attempts };
    }

    /// <summary>
    /// Throws what <c>ExecuteAsync</c> would have thrown; does nothing if the run succeeded. That is the first failure if the run
    /// failed, and an <see cref="OperationCanceledException"/> if it was cancelled.
    /// </summary>
    public void ThrowIfFailed()
    {
        if (Status != FlowStatus.Succeeded)
        {
            ExceptionDispatchInfo.Throw(_outcome ?? (Status == FlowStatus.Canceled ? new OperationCanceledException() : Failures[0]));
        }
    }

    /// <summary>A table: each step's status, start, duration and time waited for locks, then the failures and those of observers.</summary>
    public override string ToString() => Table(this);
}
