using AsyncFlow.Reports;

namespace AsyncFlow;

/// <summary>What happened to one step in one run. Immutable and safe to use from any thread.</summary>
public sealed class StepReport
{
    // Why the step did not run to its end, other than by its condition.
    private readonly string? _reason;

    /// <summary>Makes a report, for tests of code that reads reports.</summary>
    /// <param name="step">The step.</param>
    /// <param name="status">How the step ended.</param>
    /// <param name="start">When the step started, after the run's start; zero if it never did.</param>
    /// <param name="duration">How long the step ran; zero if it never started.</param>
    /// <param name="lockWait">How long the step waited for its locks.</param>
    /// <param name="exception">What the step threw: not null if it failed, null unless it failed or was cancelled.</param>
    /// <exception cref="ArgumentOutOfRangeException">The status is not an outcome, or a time is negative.</exception>
    /// <exception cref="ArgumentException">The values contradict each other; the message says which.</exception>
    public StepReport(StepInfo step, StepStatus status, TimeSpan start, TimeSpan duration, TimeSpan lockWait, Exception? exception)
        : this(step, status, start, duration, lockWait, exception, nestedReport: null)
    {
        StepReportChecks.ThrowIfWrong(step, status, exception);
        StepReportChecks.ThrowIfNotTimesOf(step, status, start, duration, lockWait);
    }

    // The values of a run need no check, and its clock may go backwards.
    internal StepReport(StepInfo step, StepStatus status, TimeSpan start, TimeSpan duration, TimeSpan lockWait, Exception? exception, FlowReport? nestedReport)
    {
        Step = step;
        Status = status;
        Start = start;
        Duration = duration;
        LockWait = lockWait;
        Exception = exception;
        NestedReport = nestedReport;
        Attempts = status is StepStatus.NotRun or StepStatus.Skipped ? 0 : 1;
    }

    /// <summary>The step that this is the report of.</summary>
    public StepInfo Step { get; }

    /// <summary>The step's name.</summary>
    public string Name => Step.Name;

    /// <summary>How the step ended.</summary>
    public StepStatus Status { get; }

    /// <summary>When the step started, after the run's start; zero if it never did.</summary>
    public TimeSpan Start { get; }

    /// <summary>How long the step ran, including the time spent awaiting but not the wait for locks; zero if it never started.</summary>
    public TimeSpan Duration { get; }

    /// <summary>How long the step, otherwise ready, waited for its locks.</summary>
    public TimeSpan LockWait { get; }

    /// <summary>
    /// How long the step, ready and with its locks, waited for others to end because no more could run at the same time
    /// (<see cref="FlowReport.MaxConcurrency"/>).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan SlotWait
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            field = value;
        }
    }

    /// <summary>
    /// How often the step was attempted: 0 if it never started or its policies refused it, 1 without a policy, and under policies as often as they had
    /// it attempted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to a negative number.</exception>
    public int Attempts
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Attempts));
            field = value;
        }
    }

    /// <summary>What the step threw; null unless it failed or was cancelled.</summary>
    public Exception? Exception { get; }

    /// <summary>
    /// Why the step was skipped: its condition, for example <c>IsEnabled is false</c>, or why a run of only some steps omitted it. Null unless it
    /// was skipped.
    /// </summary>
    public string? SkipReason => Status == StepStatus.Skipped ? Reason : null;

    /// <summary>Whether the step was skipped because the run was to execute only others, and not by its condition.</summary>
    public bool IsOmitted => Status == StepStatus.Skipped && _reason is not null;

    /// <summary>
    /// Whether the step failed and a later step took its outcome (<see cref="StepOutcome{T}"/>), so that the failure did not fail the run.
    /// </summary>
    public bool IsHandled { get; init; }

    /// <summary>
    /// Whether the step did not run, because the journal of the run (<see cref="FlowOptions.Journal"/>) had its result. It has succeeded in an
    /// earlier run then.
    /// </summary>
    public bool IsRestored { get; init; }

    /// <summary>
    /// Why the step was skipped, was not run or was cancelled: the condition, the options that asked for other steps, the step before it that did
    /// not succeed, the step whose failure stopped the run, or the caller's cancellation; or that it was restored. Null for other steps, and if it is
    /// not known.
    /// </summary>
    public string? Reason
    {
        get => _reason ?? (IsRestored ? "its result was in the journal"
            : Status != StepStatus.Skipped || Step.Condition is not { } condition ? null
            : condition.StartsWith('!') ? $"{condition[1..]} is true"
            : $"{condition} is false");
        init => _reason = value;
    }

    /// <summary>
    /// What happened in the run that took place within the step: of another flow, or with a step for each element of a list. Its
    /// times count from its own start. Null for other steps, and for one that did not get so far.
    /// </summary>
    public FlowReport? NestedReport { get; init; }

    /// <summary>When the run within the step started, after the step's own start.</summary>
    internal TimeSpan NestedStart { get; init; }

    /// <summary>When each attempt of a step under policies started, after the step's own start; null for a step without policies.</summary>
    internal TimeSpan[]? AttemptStarts { get; init; }

    /// <summary>The locks that the step held, in the order in which it took them; null if that is not known, or it needs none.</summary>
    internal HeldLockInfo[]? Locks { get; init; }

    /// <summary>The step's name, status and duration.</summary>
    public override string ToString() => $"{Name}: {Status} in {TimeText.Format(Duration)}";
}
