namespace AsyncFlow.Testing.Harness;

/// <summary>One run of a flow under a harness. It extends its caller's options and replaces none of them.</summary>
internal sealed class HarnessRun
{
    private readonly IFlow _flow;
    private readonly EventLog _log = new();
    private readonly FlowOptions _options;
    private readonly CancellationTokenSource? _source;

    // Null if the run takes place on another host.
    private readonly SimulationHost? _simulation;

    // Every event, once the run has ended.
    private IReadOnlyList<FlowEvent>? _allEvents;

    /// <param name="flow">The flow.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="plans">What is planned for each step, by the step's index; null for nothing.</param>
    /// <param name="source">Linked to the caller's token, and cancelled by the steps that cancel the run; null if there are none.</param>
    /// <exception cref="InvalidOperationException">The run was to take place within a step that has ended.</exception>
    public HarnessRun(IFlow flow, FlowOptions options, StepPlan?[] plans, CancellationTokenSource? source)
    {
        _flow = flow;
        _source = source;
        _simulation = (options.Enclosing?.Enter(flow.Plan.Name).Host ?? options.Host ?? FlowHost.Ambient) as SimulationHost;
        _options = options with
        {
            Observer = FlowObserver.Combine(_log, options.Observer),
            Interceptor = new HarnessInterceptor(plans, options.Interceptor, source),
        };
    }

    /// <summary>The events so far. Thread-safe.</summary>
    public IReadOnlyList<FlowEvent> Events => _allEvents ?? _log.Events;

    /// <summary>Runs the flow.</summary>
    /// <param name="cancellationToken">The caller's token.</param>
    public async ValueTask<FlowReport> ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_simulation is not null)
        {
            _simulation.StepContinuing += _log.OnStepContinuing;
        }

        try
        {
            return await _flow.RunAsync(_options, _source?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_simulation is not null)
            {
                _simulation.StepContinuing -= _log.OnStepContinuing;
            }

            _allEvents = _log.Events;
        }
    }
}
