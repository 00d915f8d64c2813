// The examples of docs/guides/observability.md. GuideTests compares them.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace AsyncFlow.OpenTelemetry.Tests;

internal static class ObservabilityGuide
{
    public static void Add(IHostApplicationBuilder builder)
    {
        #region add
        builder.Services.AddOpenTelemetry()
            .WithTracing(tracing => tracing.AddAsyncFlowInstrumentation().AddOtlpExporter())
            .WithMetrics(metrics => metrics.AddAsyncFlowInstrumentation().AddOtlpExporter());
        #endregion
    }

    public static void Watch()
    {
        #region monitor
        FlowMonitor.Enable();           // once, when the program starts

        Console.Error.WriteLine(FlowMonitor.Describe());
        #endregion
    }
}
