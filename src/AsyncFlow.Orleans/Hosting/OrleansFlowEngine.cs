using System.Diagnostics;
using AsyncFlow.Durable;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Driving;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>Asks grains to act, and reads from the store.</summary>
internal sealed class OrleansFlowEngine(IGrainFactory grains, IRunStore store, FlowRegistry flows, IHostApplicationLifetime lifetime, TimeProvider time) : IFlowEngine
{
    private const int Tries = 60;
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public async ValueTask StartAsync(string id, FlowRegistration flow, byte[] inputs, CancellationToken cancellationToken)
    {
        FlowVersion version = new(flow.Name, flow.Flow.Fingerprint);
        using Activity? span = DurableTracing.StartRun(flow.Name, id);
        StartRequest request = new(flow.Name, flow.Flow.Fingerprint, Compatibility.SignaturesOf(flow.Flow), inputs, DurableTracing.CurrentParent());
        string existing = await AskAsync(version, () => Grain(id).StartAsync(request), cancellationToken);
        if (existing != flow.Name)
        {
            throw new InvalidOperationException($"The id '{id}' belongs to a run of '{existing}', so it cannot be that of a run of '{flow.Name}'. Choose another id.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<FlowRunInfo> WaitAsync(string id, CancellationToken cancellationToken)
    {
        while (!await AskAsync(await VersionAsync(id, cancellationToken), () => Grain(id).WaitAsync(), cancellationToken))
        {
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                throw new OperationCanceledException($"The host stops. The run '{id}' goes on when a process takes it up.");
            }
        }

        return await InfoAsync(id, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>> OutputAsync(string id, string flow, CancellationToken cancellationToken) =>
        (await store.ReadResultAsync(id, flows.Find(flow).Flow.OutputStep).WaitAsync(cancellationToken)).Result;

    /// <inheritdoc/>
    public async ValueTask<FlowRunInfo?> FindAsync(string id, CancellationToken cancellationToken) => (await store.FindRunAsync(id).WaitAsync(cancellationToken))?.ToInfo();

    /// <inheritdoc/>
    public async ValueTask<FlowRunInfo> InfoAsync(string id, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"There is no run '{id}'.");

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FlowStepInfo>> StepsAsync(string id, CancellationToken cancellationToken)
    {
        FlowRunInfo run = await InfoAsync(id, cancellationToken);
        IReadOnlyList<StepRecord> stored = await store.ReadStepsAsync(id).WaitAsync(cancellationToken);
        IReadOnlyDictionary<int, int> elements = await store.CountElementsAsync(id).WaitAsync(cancellationToken);

        // A run of another version has only the steps that are stored.
        IEnumerable<(int Step, string Name)> steps = flows.TryFind(run.Flow, out FlowRegistration? flow) && flow.Flow.Fingerprint == run.Fingerprint
            ? flow.Flow.Plan.Steps.Select(static step => (step.Index, step.Name))
            : stored.Select(static step => (step.Step, step.Name));
        return [.. steps.Select(step => Describe(step.Name, stored.FirstOrDefault(record => record.Step == step.Step), elements.GetValueOrDefault(step.Step)))];
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter, CancellationToken cancellationToken) => await store.ListAsync(filter).WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CancelAsync(string id, CancellationToken cancellationToken) => await ActAsync(id, static grain => grain.CancelAsync(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RetryAsync(string id, CancellationToken cancellationToken) => await ActAsync(id, static grain => grain.RetryAsync(), cancellationToken);

    private static FlowStepInfo Describe(string name, StepRecord? step, int succeeded) => step is null
        ? new(name, StepStatus.None, IsRunning: false, 0, 0, 0, null, null, null)
        : new(name, step.Status, step.Status == StepStatus.None, step.Attempts, Math.Max(0, step.ElementCount), succeeded, step.StartedAt, step.EndedAt, step.Failure);

    private async Task ActAsync(string id, Func<IRunGrain, Task> act, CancellationToken cancellationToken) => await AskAsync(
        await VersionAsync(id, cancellationToken),
        async () =>
        {
            await act(Grain(id));
            return true;
        },
        cancellationToken);

    // What the process of the run did not answer, because it died or lost the run, another one answers soon. Every question may be repeated.
    private async Task<T> AskAsync<T>(FlowVersion version, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        for (int i = 1; ; i++)
        {
            try
            {
                return await version.CallAsync(ask).WaitAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is OrleansException or TimeoutException or LostRunException && i < Tries && !lifetime.ApplicationStopping.IsCancellationRequested)
            {
                await Task.Delay(s_retryDelay, time, cancellationToken);
            }
        }
    }

    private async Task<FlowVersion> VersionAsync(string id, CancellationToken cancellationToken)
    {
        FlowRunInfo run = await InfoAsync(id, cancellationToken);
        return new(run.Flow, run.Fingerprint);
    }

    private IRunGrain Grain(string id) => grains.GetGrain<IRunGrain>(id);
}
