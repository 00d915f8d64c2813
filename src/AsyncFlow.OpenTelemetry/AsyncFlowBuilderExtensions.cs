using AsyncFlow;
using AsyncFlow.OpenTelemetry;

namespace OpenTelemetry.Trace
{
    /// <summary>Adds traces of flows.</summary>
    public static class AsyncFlowTracerProviderBuilderExtensions
    {
        /// <summary>
        /// Adds a span for each run of a flow and for each of its steps, from the moment at which the provider is built to that at which it is disposed.
        /// Within a step, <see cref="System.Diagnostics.Activity.Current"/> is the step's span.
        /// </summary>
        /// <param name="builder">The builder.</param>
        /// <returns>The builder.</returns>
        public static TracerProviderBuilder AddAsyncFlowInstrumentation(this TracerProviderBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.AddSource(FlowTracing.SourceName).AddInstrumentation(static () => FlowObserver.Subscribe(new FlowTracing()));
        }
    }
}

namespace OpenTelemetry.Metrics
{
    /// <summary>Adds metrics of flows.</summary>
    public static class AsyncFlowMeterProviderBuilderExtensions
    {
        /// <summary>
        /// Adds the durations of runs and steps, their waits, and how many are active, from the moment at which the provider is built to that at which it
        /// is disposed.
        /// </summary>
        /// <param name="builder">The builder.</param>
        /// <returns>The builder.</returns>
        public static MeterProviderBuilder AddAsyncFlowInstrumentation(this MeterProviderBuilder builder)
        {
            ArgumentNullException.ThrowIfNull(builder);
            return builder.AddMeter(FlowMetrics.MeterName).AddInstrumentation(static () => FlowMetrics.Subscribe());
        }
    }
}
