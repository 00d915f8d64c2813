using System.Collections.Concurrent;
using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>An engine that has the runs that a test gives it, and runs none.</summary>
internal sealed class FakeEngine : IFlowEngine
{
    private readonly ConcurrentDictionary<string, (FlowRunInfo Run, IReadOnlyList<FlowStepInfo> Steps)> _runs = new();

    /// <summary>What was asked for.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    /// <summary>What lists throw; null for nothing.</summary>
    public Exception? Failure { get; set; }

    public void Set(FlowRunInfo run, params FlowStepInfo[] steps) => _runs[run.Id] = (run, steps);

    public ValueTask StartAsync(string id, FlowRegistration flow, byte[] inputs, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FlowRunInfo> WaitAsync(string id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ReadOnlyMemory<byte>> OutputAsync(string id, string flow, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<FlowRunInfo?> FindAsync(string id, CancellationToken cancellationToken) => new(_runs.TryGetValue(id, out (FlowRunInfo Run, IReadOnlyList<FlowStepInfo>) found) ? found.Run : null);

    public ValueTask<FlowRunInfo> InfoAsync(string id, CancellationToken cancellationToken) => new(_runs[id].Run);

    public ValueTask<IReadOnlyList<FlowStepInfo>> StepsAsync(string id, CancellationToken cancellationToken) => new(_runs[id].Steps);

    public ValueTask<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter, CancellationToken cancellationToken) => Failure is not null ? throw Failure : new(
    [
        .. _runs.Values.Select(static run => run.Run)
            .Where(run => (filter.Flow ?? run.Flow) == run.Flow && (filter.Status ?? run.Status) == run.Status)
            .OrderByDescending(static run => run.CreatedAt)
            .Take(filter.MaxCount),
    ]);

    public ValueTask CancelAsync(string id, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"cancel {id}");
        return default;
    }

    public ValueTask RetryAsync(string id, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"retry {id}");
        return _runs[id].Run.Status == FlowRunStatus.Succeeded ? throw new InvalidOperationException("The run has succeeded.") : default;
    }
}
