using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Durable;

/// <summary>A durable run with a result. Safe to use from any thread.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class FlowHandle<TResult> : FlowHandle
{
    private readonly JsonTypeInfo<TResult> _result;

    internal FlowHandle(IFlowEngine engine, string id, string flow, JsonTypeInfo<TResult> result)
        : base(engine, id, flow) => _result = result;

    /// <summary>Waits until the run has ended, and returns its result.</summary>
    /// <param name="cancellationToken">Ends the wait. The run goes on.</param>
    /// <exception cref="FlowStepException">A step failed.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled, or the wait.</exception>
    public new async ValueTask<TResult> ResultAsync(CancellationToken cancellationToken = default)
    {
        await EndAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> json = await Engine.OutputAsync(Id, Flow, cancellationToken).ConfigureAwait(false);
        return JsonSerializer.Deserialize(json.Span, _result)!;
    }
}
