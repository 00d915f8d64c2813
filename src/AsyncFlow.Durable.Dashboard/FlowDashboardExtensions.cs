using AsyncFlow.Durable.Dashboard.Endpoints;
using AsyncFlow.Durable.Engine;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Adds the dashboard of durable flows to a web application.</summary>
public static class FlowDashboardExtensions
{
    /// <summary>
    /// Maps pages that show the durable runs: a list with filters; of one run its graph, its timeline and the failures of its steps; and buttons to retry and to
    /// cancel it. The pages follow what happens.
    /// </summary>
    /// <remarks>
    /// Every user of the pages can retry and cancel runs, and read what steps threw. So call <c>RequireAuthorization()</c> on what is returned, unless
    /// only users who may do that can reach the application. Requests that another site makes a browser send are refused.
    /// </remarks>
    /// <param name="endpoints">The application, for which <c>AddAsyncFlow()</c> was called.</param>
    /// <param name="pattern">The path of the dashboard.</param>
    /// <returns>All endpoints of the dashboard, for conventions such as authorization.</returns>
    /// <exception cref="InvalidOperationException"><c>AddAsyncFlow()</c> was not called.</exception>
    /// <example><code>app.MapFlowDashboard().RequireAuthorization("operators");</code></example>
    public static IEndpointConventionBuilder MapFlowDashboard(this IEndpointRouteBuilder endpoints, string pattern = "/flows")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        if (endpoints.ServiceProvider.GetService<IServiceProviderIsService>()?.IsService(typeof(FlowRegistry)) == false)
        {
            throw new InvalidOperationException($"The dashboard shows durable runs, but none are configured. Call services.AddAsyncFlow() with the flows and an engine first.");
        }

        RouteGroupBuilder group = endpoints.MapGroup(pattern);
        group.MapGet("", DashboardEndpoints.ListAsync);
        group.MapGet("/run", DashboardEndpoints.RunAsync);
        group.MapGet("/run/report", DashboardEndpoints.ReportAsync);
        group.MapPost("/run/retry", DashboardEndpoints.RetryAsync);
        group.MapPost("/run/cancel", DashboardEndpoints.CancelAsync);
        group.MapGet("/dashboard.css", DashboardEndpoints.Asset("dashboard.css", "text/css; charset=utf-8"));
        group.MapGet("/dashboard.js", DashboardEndpoints.Asset("dashboard.js", "text/javascript; charset=utf-8"));
        return group.WithDisplayName("Durable flows");
    }
}
