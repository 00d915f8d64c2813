namespace AsyncFlow.Testing.Harness;

/// <summary>One run of a flow under a harness.</summary>
/// <param name="options">The caller's options. The run extends them; it replaces none.</param>
/// <param name="plans">What is planned for each step, by the step's index; null for nothing.</param>
/// <param name="ownSource">Linked to the caller's token, and cancelled by the steps that cancel the run; null if there are none.</param>
internal sealed class HarnessRun(FlowOptions options, StepPlan?[] plans, CancellationTokenSource? ownSource)
{
    // Passes what it records on to the observer that the run would have without a harness.
    private readonly EventLog _log = new(options.Enclosing is { } parent ? parent.Observer : options.Observer);

    // Every event, once the run has ended.
    private IReadOnlyList<FlowEvent>? _allEvents;

    /// <summary>The events so far. Safe to use from any thread.</summary>
    public IReadOnlyList<FlowEvent> Events => _allEvents ?? _log.Events;

    /// <summary>Runs the flow.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    public async ValueTask<FlowReport> ExecuteAsync(IFlow flow, CancellationToken cancellationToken)
    {
        FlowHost host = options.Enclosing?.Host ?? options.Host ?? FlowHost.Ambient;
        SimulationHost? simulation = host as SimulationHost;
        if (simulation is not null)
        {
            simulation.StepContinuing += _log.OnStepContinuing;
        }

        try
        {
            return await flow.RunAsync(ExtendedOptions(), ownSource?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (simulation is not null)
            {
                simulation.StepContinuing -= _log.OnStepContinuing;
            }

            _allEvents = _log.Events;
        }
    }

    private FlowOptions ExtendedOptions() => new()
    {
        Host = options.Host,
        MaxConcurrency = options.MaxConcurrency,
        FailureMode = options.FailureMode,
        TimeProvider = options.TimeProvider,
        Observer = _log,
        Enclosing = options.Enclosing is { } parent ? new ObservedParentRun(parent, _log) : null,
        Interceptor = new HarnessInterceptor(plans, options.Interceptor, ownSource),
    };
}
