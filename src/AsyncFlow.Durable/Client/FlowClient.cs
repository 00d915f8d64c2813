using System.Text.Json.Serialization.Metadata;
using AsyncFlow.CompilerServices;
using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Durable;

/// <summary>The client of whatever engine is registered.</summary>
internal sealed class FlowClient(FlowRegistry flows, IFlowEngine engine) : IFlowClient
{
    public async ValueTask<FlowHandle<TResult>> StartRunAsync<TFlow, TResult>(string id, FlowInputs inputs, CancellationToken cancellationToken) where TFlow : class, IDurableFlow<TFlow>
    {
        FlowRegistration flow = await StartAsync<TFlow>(id, inputs, cancellationToken).ConfigureAwait(false);
        return new FlowHandle<TResult>(engine, id, flow.Name, ResultOf<TResult>(flow, id));
    }

    public async ValueTask<FlowHandle> StartRunAsync<TFlow>(string id, FlowInputs inputs, CancellationToken cancellationToken) where TFlow : class, IDurableFlow<TFlow>
    {
        FlowRegistration flow = await StartAsync<TFlow>(id, inputs, cancellationToken).ConfigureAwait(false);
        return new FlowHandle(engine, id, flow.Name);
    }

    public async ValueTask<FlowHandle?> FindAsync(string id, CancellationToken cancellationToken = default) =>
        await engine.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } run ? new FlowHandle(engine, id, run.Flow) : null;

    public async ValueTask<FlowHandle<TResult>?> FindAsync<TResult>(string id, CancellationToken cancellationToken = default) =>
        await engine.FindAsync(id, cancellationToken).ConfigureAwait(false) is { } run
            ? new FlowHandle<TResult>(engine, id, run.Flow, ResultOf<TResult>(flows.Find(run.Flow), id))
            : null;

    public ValueTask<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter? filter = null, CancellationToken cancellationToken = default) => engine.ListAsync(filter ?? new(), cancellationToken);

    private async ValueTask<FlowRegistration> StartAsync<TFlow>(string id, FlowInputs inputs, CancellationToken cancellationToken) where TFlow : class, IDurableFlow<TFlow>
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentNullException.ThrowIfNull(inputs);
        FlowRegistration flow = flows.Find(TFlow.Durable.Plan.Name);
        await engine.StartAsync(id, flow, inputs.Write(flow.Json), cancellationToken).ConfigureAwait(false);
        return flow;
    }

    private static JsonTypeInfo<TResult> ResultOf<TResult>(FlowRegistration flow, string id) =>
        flow.Flow.OutputType == typeof(TResult) && flow.Json.GetTypeInfo(typeof(TResult)) is JsonTypeInfo<TResult> result ? result
        : throw new InvalidOperationException($"The result of run '{id}' is {(flow.Flow.OutputType is { } type ? $"a '{type}'" : "nothing")}, not a '{typeof(TResult)}'.");
}
