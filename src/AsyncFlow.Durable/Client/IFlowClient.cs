using System.ComponentModel;
using AsyncFlow.CompilerServices;

namespace AsyncFlow.Durable;

/// <summary>
/// Starts durable runs and finds them again. From the container of a host that <c>AddAsyncFlow()</c> was called for. Safe to use from any thread.
/// </summary>
/// <example>
/// <code>
/// FlowHandle&lt;Summary&gt; run = await client.StartAsync&lt;Nightly&gt;(new(day), id: "nightly-2026-11-24");
/// Summary summary = await run.ResultAsync(ct);
/// </code>
/// </example>
/// <remarks>The compiler writes a method <c>StartAsync&lt;TFlow&gt;</c> for each durable flow, which takes the inputs of that flow.</remarks>
public interface IFlowClient
{
    /// <summary>Starts a run of a flow with a result. Meant for generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    ValueTask<FlowHandle<TResult>> StartRunAsync<TFlow, TResult>(string id, FlowInputs inputs, CancellationToken cancellationToken) where TFlow : class, IDurableFlow<TFlow>;

    /// <summary>Starts a run of a flow without a result. Meant for generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    ValueTask<FlowHandle> StartRunAsync<TFlow>(string id, FlowInputs inputs, CancellationToken cancellationToken) where TFlow : class, IDurableFlow<TFlow>;

    /// <summary>Finds a run of any flow.</summary>
    /// <param name="id">The id that the run was started with.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The run; null if there is none.</returns>
    ValueTask<FlowHandle?> FindAsync(string id, CancellationToken cancellationToken = default);

    /// <summary>Finds a run of a flow with a result.</summary>
    /// <typeparam name="TResult">The type of the flow's result.</typeparam>
    /// <param name="id">The id that the run was started with.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The run; null if there is none.</returns>
    /// <exception cref="InvalidOperationException">The flow has a result of another type, or none.</exception>
    ValueTask<FlowHandle<TResult>?> FindAsync<TResult>(string id, CancellationToken cancellationToken = default);

    /// <summary>Lists runs, the newest first.</summary>
    /// <param name="filter">Which runs; null for all.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    ValueTask<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter? filter = null, CancellationToken cancellationToken = default);
}
