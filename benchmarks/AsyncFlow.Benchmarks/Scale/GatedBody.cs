using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>Waits until all runs may end.</summary>
internal sealed class GatedBody : Body
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open() => _gate.SetResult();

    public override Task RunAsync(CancellationToken ct) => _gate.Task;
}
