using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>
/// A flow written as a list of steps. It uses the engine exactly as generated code does, or is built by a <see cref="FlowBuilder"/>.
/// Its output is the result of the last step.
/// </summary>
internal sealed class ScriptedFlow : IFlow
{
    private readonly RunPool<ScriptedRun> _pool;

    // Null if the flow runs like a generated one.
    private readonly Flow<long>? _built;
    private readonly Dictionary<string, int> _indexes = [];

    public ScriptedFlow(params Step[] steps)
        : this("Scripted", steps)
    {
    }

    public ScriptedFlow(string name, Step[] steps, int maxConcurrency = 0, FailureMode failureMode = FailureMode.Cancel, bool singleThreaded = false, bool built = false)
    {
        Steps = steps;
        for (int i = 0; i < steps.Length; i++)
        {
            _indexes.Add(steps[i].Name, i);
        }

        FlowPlan plan = new(name, [.. steps.Select(Plan)])
        {
            MaxConcurrency = maxConcurrency,
            FailureMode = failureMode,
            SingleThreaded = singleThreaded,
        };
        _pool = new RunPool<ScriptedRun>(plan, pool => new ScriptedRun(pool, this));
        _built = built ? BuiltScript.Build(plan, steps) : null;

        StepDescriptor Plan(Step step) => new(step.Name, step.IsAsync)
        {
            Upstream = [.. step.Upstream.Select(IndexOf)],
            Optional = [.. step.Optional.Select(IndexOf)],
            Outcomes = [.. step.Outcomes.Select(IndexOf)],
            IsOutput = step.IsOutput ?? step == steps[^1],
            Locks = step.LockNames,
            Kind = step.Kind,
            Flow = step.Inner is { } inner ? () => inner.Plan : null,
            Condition = step.Condition is null ? null : $"{step.Name}Wanted",
        };
    }

    public Step[] Steps { get; }

    FlowPlan IFlow.Plan => _pool.Plan;

    public int IndexOf(string name) => _indexes[name];

    public ValueTask<long> ExecuteAsync(FlowOptions? options = null, object? state = null, CancellationToken cancellationToken = default) =>
        Built(state) is { } flow ? flow.ExecuteAsync(options, cancellationToken) : Rent(state).ExecuteAsync(options, cancellationToken);

    public ValueTask<FlowReport<long>> RunAsync(FlowOptions? options = null, object? state = null, CancellationToken cancellationToken = default) =>
        Built(state) is { } flow ? flow.RunAsync(options, cancellationToken) : Rent(state).RunAsync(options, cancellationToken);

    /// <summary>Runs the flow without its output, as <see cref="IFlow"/> does.</summary>
    public ValueTask ExecuteUntypedAsync(FlowOptions? options = null, object? state = null, CancellationToken cancellationToken = default) =>
        Built(state) is IFlow flow ? flow.ExecuteAsync(options, cancellationToken) : ((FlowRun)Rent(state)).ExecuteAsync(options, cancellationToken);

    /// <inheritdoc cref="ExecuteUntypedAsync"/>
    public ValueTask<FlowReport> RunUntypedAsync(FlowOptions? options = null, object? state = null, CancellationToken cancellationToken = default) =>
        Built(state) is IFlow flow ? flow.RunAsync(options, cancellationToken) : ((FlowRun)Rent(state)).RunAsync(options, cancellationToken);

    ValueTask IFlow.ExecuteAsync(CancellationToken cancellationToken) => ExecuteUntypedAsync(null, null, cancellationToken);

    ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => ExecuteUntypedAsync(options, null, cancellationToken);

    ValueTask<FlowReport> IFlow.RunAsync(CancellationToken cancellationToken) => RunUntypedAsync(null, null, cancellationToken);

    ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken cancellationToken) => RunUntypedAsync(options, null, cancellationToken);

    private Flow<long>? Built(object? state)
    {
        if (_built is not null)
        {
            BuiltScript.State = state;
        }

        return _built;
    }

    private ScriptedRun Rent(object? state)
    {
        ScriptedRun run = _pool.Rent();
        run.Prepare(state);
        return run;
    }
}
