using AsyncFlow.Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>The health check of durable runs.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task Parked_runs_degrade_the_application_and_a_store_that_cannot_be_read_makes_it_unhealthy()
    {
        await using Site site = await Site.StartAsync(services: static services => services.AddAsyncFlowHealthChecks());
        HealthCheckService health = site.Services.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        site.AddFailed();
        Assert.Equal(HealthStatus.Healthy, (await health.CheckHealthAsync()).Status);
        site.Engine.Set(site.Run("old", FlowRunStatus.Parked));
        HealthReport parked = await health.CheckHealthAsync();
        Assert.Equal((HealthStatus.Degraded, "Runs wait for the version of their flow that started them: 'old' of Billing."), (parked.Status, parked.Entries["durable-flows"].Description));
        site.Engine.Failure = new IOException("The disk is gone.");
        HealthReport broken = await health.CheckHealthAsync();
        Assert.Equal((HealthStatus.Unhealthy, "The store of durable runs cannot be read: The disk is gone."), (broken.Status, broken.Entries["durable-flows"].Description));
    }
}
