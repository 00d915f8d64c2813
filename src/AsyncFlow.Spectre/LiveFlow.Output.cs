using AsyncFlow.Spectre.Durations;
using AsyncFlow.Spectre.Views;

namespace AsyncFlow.Spectre;

/// <inheritdoc cref="LiveFlow"/>
/// <typeparam name="TResult">The type of the flow's result.</typeparam>
public sealed class LiveFlow<TResult> : IFlow<TResult>
{
    private readonly IFlow<TResult> _flow;
    private readonly LiveSettings _settings;

    internal LiveFlow(IFlow<TResult> flow, LiveSettings settings)
    {
        _flow = flow;
        _settings = settings;
    }

    /// <inheritdoc/>
    public FlowPlan Plan => _flow.Plan;

    /// <inheritdoc cref="LiveFlow.EstimateFrom"/>
    public LiveFlow<TResult> EstimateFrom(FlowReport earlier) => new(_flow, _settings with { Earlier = StepDurations.Of(earlier, Plan) });

    /// <inheritdoc cref="LiveFlow.KeepDurations"/>
    public LiveFlow<TResult> KeepDurations(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new(_flow, _settings with { DurationsPath = path });
    }

    /// <inheritdoc cref="LiveFlow.AutoClear"/>
    public LiveFlow<TResult> AutoClear() => new(_flow, _settings with { ClearsAtEnd = true });

    /// <inheritdoc/>
    public ValueTask<TResult> ExecuteAsync(CancellationToken cancellationToken = default) => ExecuteAsync(options: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<TResult> ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        await ShownRun.OfAsync(_settings, Plan, options, shown => _flow.ExecuteAsync(shown, cancellationToken)).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<FlowReport<TResult>> RunAsync(CancellationToken cancellationToken = default) => RunAsync(options: null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<FlowReport<TResult>> RunAsync(FlowOptions? options, CancellationToken cancellationToken = default) =>
        await ShownRun.OfAsync(_settings, Plan, options, shown => _flow.RunAsync(shown, cancellationToken)).ConfigureAwait(false);

    async ValueTask IFlow.ExecuteAsync(CancellationToken cancellationToken) => await ExecuteAsync(cancellationToken).ConfigureAwait(false);

    async ValueTask IFlow.ExecuteAsync(FlowOptions? options, CancellationToken cancellationToken) => await ExecuteAsync(options, cancellationToken).ConfigureAwait(false);

    async ValueTask<FlowReport> IFlow.RunAsync(CancellationToken cancellationToken) => await RunAsync(cancellationToken).ConfigureAwait(false);

    async ValueTask<FlowReport> IFlow.RunAsync(FlowOptions? options, CancellationToken cancellationToken) => await RunAsync(options, cancellationToken).ConfigureAwait(false);
}
