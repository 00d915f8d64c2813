using AsyncFlow.Hosting.Lifetime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Hosting.Health;

/// <summary>Says how far the flows are that the host runs. The application is healthy from the moment at which all have started, until they stop.</summary>
internal sealed class FlowHealthCheck(IServiceProvider services) : IHealthCheck
{
    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        HostedFlow[] flows = [.. services.GetServices<IHostedService>().OfType<HostedFlow>()];
        HostedFlow[] unhealthy = [.. flows.Where(static flow => !IsHealthy(flow))];
        Dictionary<string, object> data = [];
        foreach (HostedFlow flow in flows)
        {
            data[$"{flow.Purpose} {flow.Plan.Name}"] = Describe(flow);
        }

        return Task.FromResult(unhealthy.Length == 0
            ? HealthCheckResult.Healthy(flows.Length == 0 ? "The host runs no flows." : "All flows have started.", data)
            : new HealthCheckResult(
                context.Registration.FailureStatus,
                string.Join("; ", unhealthy.Select(static flow => $"{flow.Plan.Name} {Describe(flow)}")),
                unhealthy.Select(static flow => flow.Failure).FirstOrDefault(static failure => failure is not null),
                data));
    }

    private static bool IsHealthy(HostedFlow flow) => flow.State == HostedFlowState.Started || (flow.State == HostedFlowState.Waiting && flow.IsReadyBefore);

    private static string Describe(HostedFlow flow) => flow.State switch
    {
        HostedFlowState.Waiting => "waits for the host",
        HostedFlowState.Starting => $"is starting: {flow.Progress.Ended} of {flow.Progress.Total} steps have ended, running: {flow.Progress.Running}",
        HostedFlowState.Started => "has started",
        HostedFlowState.Failed => $"has failed: {flow.Failure?.Message}",
        HostedFlowState.Stopping => $"is stopping: {flow.Progress.Ended} of {flow.Progress.Total} steps have ended, running: {flow.Progress.Running}",
        _ => "has stopped",
    };
}
