using AsyncFlow.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>
/// A flow whose steps run before the services of the host start, and are stopped when those have stopped: each by its own method, in the reverse order.
/// </summary>
internal sealed class LifetimeFlow<TFlow>(IServiceProvider services) : HostedFlow(services, TFlow.Plan, "Start-up flow"), IAsyncDisposable
    where TFlow : class, IFlow, IFlowFactory<TFlow>, ILifetimeFlow
{
    private const string StopPurpose = "Stopping flow";

    // The host's default. The host gives no time to stop if its start has failed, or if it is disposed of without having been stopped.
    private static readonly TimeSpan s_timeToStop = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;

    // What has started and is to be stopped. The one who takes it stops it.
    private StartedSteps? _started;

    /// <summary>Stops what has started if the host was not stopped, as it is if another service fails to start.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource timeout = new(s_timeToStop, _timeProvider);
        await OnStopAsync(timeout.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override Task OnStartAsync(CancellationToken cancellationToken) => RunStartAsync(
        async () =>
        {
            (TFlow flow, AsyncServiceScope scope) = await CreateAsync<TFlow>().ConfigureAwait(false);
            FlowReport report = await RunAsync(flow, scope, cancellationToken).ConfigureAwait(false);
            StartedSteps started = new(flow, scope, StopPlan.Of(report, TFlow.Stops));
            if (report.Status == FlowStatus.Succeeded)
            {
                _started = started;
            }
            else
            {
                await StopAfterFailureAsync(started).ConfigureAwait(false);
            }

            return report;
        },
        cancellationToken);

    /// <inheritdoc/>
    protected override Task OnStopAsync(CancellationToken cancellationToken) => Interlocked.Exchange(ref _started, null) is { } started
        ? RunStopAsync(StopPurpose, () => StopAsync(started, cancellationToken))
        : Task.CompletedTask;

    // The scope outlives the run, unless the flow could not run at all.
    private async Task<FlowReport> RunAsync(TFlow flow, AsyncServiceScope scope, CancellationToken cancellationToken)
    {
        try
        {
            return await flow.RunAsync(Options(), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await scope.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // The failure of the start is what ends the host; what fails now has been logged.
    private async Task StopAfterFailureAsync(StartedSteps started)
    {
        using CancellationTokenSource timeout = new(s_timeToStop, _timeProvider);
        try
        {
            await RunStopAsync(StopPurpose, () => StopAsync(started, timeout.Token)).ConfigureAwait(false);
        }
        catch (Exception)
        {
        }
    }

    private Task<FlowReport?> StopAsync(StartedSteps started, CancellationToken timeout)
    {
        Logger.Stopping(Plan.Name);
        Progress = new StepProgress(started.Plan.Plan);

        // All methods are called whatever the configuration says of failures.
        FlowOptions options = Options() with { FailureMode = null };
        return RunInTimeAsync(token => StopRun.RunAsync(started.Flow, started.Plan, options, token), started.Scope, timeout);
    }

    private sealed record StartedSteps(TFlow Flow, AsyncServiceScope Scope, StopPlan Plan);
}
