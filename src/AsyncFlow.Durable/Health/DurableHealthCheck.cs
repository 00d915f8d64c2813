using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AsyncFlow.Durable.Health;

/// <summary>Says whether the store of durable runs can be read, and whether runs wait for a version of their flow that no process has.</summary>
internal sealed class DurableHealthCheck(IFlowClient client) : IHealthCheck
{
    private const int Named = 10;

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        IReadOnlyList<FlowRunInfo> parked;
        try
        {
            parked = await client.ListAsync(new FlowFilter { Status = FlowRunStatus.Parked, MaxCount = Named + 1 }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"The store of durable runs cannot be read: {exception.Message}", exception);
        }

        return parked.Count == 0
            ? HealthCheckResult.Healthy("The store of durable runs can be read, and no run is parked.")
            : HealthCheckResult.Degraded($"Runs wait for the version of their flow that started them: {string.Join(", ", parked.Take(Named).Select(static run => $"'{run.Id}' of {run.Flow}"))}{(parked.Count > Named ? ", and others" : "")}.");
    }
}
