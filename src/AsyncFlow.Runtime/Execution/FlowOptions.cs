using AsyncFlow.Execution;

namespace AsyncFlow;

/// <summary>
/// How to run a flow. A property that is null uses the flow's own choice, made in its <see cref="FlowAttribute"/>, or else the
/// default. Immutable; one object can be used for any number of runs, and <c>with</c> makes a modified copy.
/// </summary>
/// <remarks>
/// <para>Two objects are equal if they have the same host, clock and observer and equal values otherwise.</para>
/// <para>
/// A flow that wraps another one passes on the options that it is given, or a copy of them: they also identify the step within which the
/// run takes place. Such a run uses the host of the outer run. A limit in the copy applies in addition to that of the outer run, an observer
/// in the copy receives events in addition to that of the outer run, and a failure mode or a clock in the copy replaces that of the outer run.
/// </para>
/// </remarks>
/// <example><code>await flow.ExecuteAsync(options with { MaxConcurrency = 1 }, cancellationToken);</code></example>
public sealed record FlowOptions
{
    private readonly int? _maxConcurrency;
    private readonly FailureMode? _failureMode;
    private readonly NameList? _targets;
    private readonly NameList? _skip;

    /// <summary>Where the steps run; by default <see cref="FlowHost.ThreadPool"/>.</summary>
    public FlowHost? Host { get; init; }

    /// <summary>How many steps of the run may run at the same time; 0 means no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? MaxConcurrency
    {
        get => _maxConcurrency;
        init => _maxConcurrency = value is int limit ? FlowSettings.CheckLimit(limit, nameof(MaxConcurrency)) : null;
    }

    /// <summary>What a failing step does to the rest of the run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public FailureMode? FailureMode
    {
        get => _failureMode;
        init => _failureMode = value is { } mode ? FlowSettings.CheckMode(mode, nameof(FailureMode)) : null;
    }

    /// <summary>
    /// The names of the steps that are to run, with all that they need: the steps that they wait for, directly and indirectly. The other steps are
    /// <see cref="StepStatus.Skipped"/>. Null for all steps. The list is copied.
    /// </summary>
    /// <remarks>
    /// A run throws an <see cref="ArgumentException"/> if a named step does not exist, if a target cannot run because of <see cref="Skip"/>, and
    /// in an <c>ExecuteAsync</c> that returns the flow's result also if the step that gives it does not run. Not passed on to flows that are steps.
    /// </remarks>
    /// <exception cref="ArgumentException">Set to a list with a name that is null.</exception>
    public IReadOnlyList<string>? Targets
    {
        get => _targets;
        init => _targets = NameList.Copy(value, nameof(Targets));
    }

    /// <summary>
    /// The names of steps that are not to run. Steps after them run as if they had finished, but those that take the result of such a step and
    /// have no fallback are skipped too. What only skipped <see cref="Targets"/> need does not run either. Null for none. The list is copied.
    /// </summary>
    /// <remarks><inheritdoc cref="Targets" path="/remarks"/></remarks>
    /// <exception cref="ArgumentException">Set to a list with a name that is null.</exception>
    public IReadOnlyList<string>? Skip
    {
        get => _skip;
        init => _skip = NameList.Copy(value, nameof(Skip));
    }

    /// <summary>
    /// Whether <c>ExecuteAsync</c> throws an <see cref="AggregateException"/> of all failures if there are several; by default it throws the
    /// first one. Runs within the steps of another run are not affected.
    /// </summary>
    public bool ThrowAll { get; init; }

    /// <summary>The clock of reports and of <see cref="StepContext.TimeProvider"/>; by default the host's.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>Receives the events of the run and of the runs within its steps; null costs nothing.</summary>
    public FlowObserver? Observer { get; init; }

    /// <summary>
    /// Where the results of <see cref="KeepAttribute">[Keep]</see> steps are kept, so that a run that has failed, was cancelled or ended with its process
    /// can be resumed: a run with the same journal takes them from there. Null costs nothing. Runs within steps use it too.
    /// </summary>
    /// <remarks>
    /// A run throws before its first step, without changing the journal, if the journal is of another flow or other inputs, is in use by another run,
    /// or cannot be read, if it does not know the type of a result that is to be kept, and if no step is to be kept.
    /// </remarks>
    /// <example><code>await flow.ExecuteAsync(new FlowOptions { Journal = new FileJournal("run.jsonl", AppJson.Default) }, cancellationToken);</code></example>
    public FlowJournal? Journal { get; init; }

    /// <summary>The step within which the run takes place; null for a run by itself.</summary>
    internal ParentRun? Enclosing { get; init; }

    /// <summary>Intercepts the run's steps.</summary>
    internal StepInterceptor? Interceptor { get; init; }
}
