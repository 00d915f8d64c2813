using AsyncFlow.Plan;
using AsyncFlow.Reports;
using AsyncFlow.Scheduling;

namespace AsyncFlow.Execution;

/// <summary>How one run is executed: the settings from its options, its plan and the run around it.</summary>
internal sealed class RunSettings(FlowPlan plan, RunHost host)
{
    private TimeProvider? _clock;

    /// <summary>The flow's plan.</summary>
    public FlowPlan Plan => plan;

    /// <summary>The clock of reports and step contexts.</summary>
    public TimeProvider Clock => _clock ?? host.Host.TimeProvider;

    /// <summary>The observer that the options name, or those around this run; null for none. Others may have subscribed to every run.</summary>
    public FlowObserver? Observer { get; private set; }

    /// <summary>Which steps run; null for all.</summary>
    public PlanSubset? Subset { get; private set; }

    /// <summary>Which of the steps that run take the outcome of others; null if none does in the whole plan.</summary>
    public OutcomeEdges? Outcomes => Subset is { } subset ? subset.Outcomes : plan.Layout.Outcomes;

    /// <summary>The failure mode in the run's options; null for none. It applies to nested runs of other flows too.</summary>
    public FailureMode? RequestedFailureMode { get; private set; }

    /// <summary>Whether the run throws all of its failures and not only the first.</summary>
    public bool ThrowsAll { get; private set; }

    /// <summary>What a failing step does to the rest of the run.</summary>
    public FailureMode FailureMode => RequestedFailureMode ?? plan.FailureMode;

    /// <summary>Intercepts or replaces steps, in tests; null otherwise.</summary>
    public StepInterceptor? Interceptor { get; private set; }

    /// <summary>Where the results of kept steps are; null without a journal.</summary>
    public RunJournal? Journal { get; set; }

    /// <summary>The step of another run within which the run takes place; null for a run by itself.</summary>
    public ParentRun? Parent { get; private set; }

    /// <summary>The settings that the run takes from its parent.</summary>
    public ParentSettings FromParent { get; private set; }

    /// <summary>The step of another run within which the run takes place, as observers see it.</summary>
    public RunOrigin Origin => Parent?.OriginOf(FromParent.Version) ?? default;

    /// <summary>Records what a report says and sends events to observers; null if neither is wanted.</summary>
    public StepRecorder? Recorder { get; set; }

    /// <summary>The run's identifier.</summary>
    public RunId Id { get; } = new();

    /// <summary>Reads the options of a run; those that are not set are as <see cref="Reset"/> left them.</summary>
    /// <returns>The host.</returns>
    /// <exception cref="InvalidOperationException">The run was to take place within a step that has ended.</exception>
    /// <exception cref="ArgumentException">The options name a step that does not exist, or a target cannot run.</exception>
    public FlowHost Read(FlowOptions options)
    {
        Interceptor = options.Interceptor;
        if (options.Targets is not null || options.Skip is not null)
        {
            Subset = new PlanSubset(plan.Name, plan.Layout, options.Targets, options.Skip);
        }

        if (options.Enclosing is not { } parent)
        {
            _clock = options.TimeProvider;
            Observer = options.Observer;
            RequestedFailureMode = options.FailureMode;
            ThrowsAll = options.ThrowAll;
            return options.Host ?? FlowHost.Ambient;
        }

        FromParent = parent.Enter(plan.Name);
        Parent = parent;
        _clock = options.TimeProvider ?? FromParent.Clock;
        Observer = options.Observer is null ? FromParent.Observer : CombinedObserver.Of(FromParent.Observer, options.Observer);
        RequestedFailureMode = options.FailureMode ?? FromParent.FailureMode;
        return FromParent.Host;
    }

    /// <summary>Makes the object ready for the next run.</summary>
    public void Reset()
    {
        _clock = null;
        Id.Reset();
        Observer = null;
        Subset = null;
        RequestedFailureMode = null;
        ThrowsAll = false;
        Interceptor = null;
        Journal = null;
        Parent = null;
        FromParent = default;
        Recorder = null;
    }
}
