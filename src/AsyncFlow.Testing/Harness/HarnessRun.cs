using AsyncFlow.Execution;

namespace AsyncFlow.Testing.Harness;

/// <summary>One run of a flow under a harness. It extends its caller's options and replaces none of them.</summary>
internal sealed class HarnessRun
{
    private readonly IFlow _flow;
    private readonly EventLog _log;
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
        ParentSettings? parent = options.Enclosing?.Enter(flow.Plan.Name);
        _flow = flow;
        _source = source;
        _simulation = (parent?.Host ?? options.Host ?? FlowHost.Ambient) as SimulationHost;

        // The observer that the run would have without a harness still receives its events.
        _log = new EventLog(parent is null ? options.Observer : parent.Value.Observer);
        _options = options with { Observer = _log, Interceptor = new HarnessInterceptor(plans, options.Interceptor, source) };
    }

    /// <summary>The events so far. Thread-safe.</summary>
    /// <exception cref="InvalidOperationException">The events were not recorded.</exception>
    public IReadOnlyList<FlowEvent> Events => (_allEvents ?? _log.Events) is var events && IsUnobserved(events)
        ? throw new InvalidOperationException($"The last run of flow '{_flow.Plan.Name}' took place within a step of another flow, where a harness does not record events. Run the harness by itself, or put it around the outer flow.")
        : events;

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

    // The engine gives a run within a step the observer of the outer run instead of its own. Every step of an observed run has an event.
    private bool IsUnobserved(IReadOnlyList<FlowEvent> events) =>
        events.Count == 0 && _allEvents is not null && _options.Enclosing is not null && _flow.Plan.Steps.Count > 0;
}
