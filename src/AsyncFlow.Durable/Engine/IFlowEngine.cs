namespace AsyncFlow.Durable.Engine;

/// <summary>Runs durable flows. The client knows nothing else of it.</summary>
internal interface IFlowEngine
{
    /// <summary>Starts a run, unless one with the id exists.</summary>
    /// <exception cref="InvalidOperationException">A run of another flow has the id.</exception>
    ValueTask StartAsync(string id, FlowRegistration flow, byte[] inputs, CancellationToken cancellationToken);

    /// <summary>Waits until a run has ended.</summary>
    ValueTask<FlowRunInfo> WaitAsync(string id, CancellationToken cancellationToken);

    /// <summary>The output of a run that has succeeded.</summary>
    ValueTask<ReadOnlyMemory<byte>> OutputAsync(string id, string flow, CancellationToken cancellationToken);

    ValueTask<FlowRunInfo?> FindAsync(string id, CancellationToken cancellationToken);

    ValueTask<FlowRunInfo> InfoAsync(string id, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<FlowStepInfo>> StepsAsync(string id, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter, CancellationToken cancellationToken);

    ValueTask CancelAsync(string id, CancellationToken cancellationToken);

    ValueTask RetryAsync(string id, CancellationToken cancellationToken);
}
