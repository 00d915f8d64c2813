using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>Metrics, as a receiver gets them from the real exporter.</summary>
[Collection(nameof(OneAtATime))]
public sealed class MetricsTests : IDisposable
{
    private readonly OtlpReceiver _receiver = new();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task Runs_and_steps_are_counted_and_timed()
    {
        Dictionary<string, ProtobufReader> metrics = await Measured(static async () =>
        {
            FlowBuilder builder = new("Metered");
            StepHandle<int[]> list = builder.Step("List", static _ => (int[])[1, 2, 3]);
            builder.ForEach(list, static async (_, _) => await Task.Yield(), name: "Each");
            builder.Step("Fails", static _ => throw new InvalidOperationException("no"));
            IFlow flow = builder.Build();
            for (int i = 0; i < 2; i++)
            {
                await flow.RunAsync(new FlowOptions { FailureMode = FailureMode.Continue });
            }
        });

        Assert.Equal("s", metrics["asyncflow.run.duration"].Text(3));
        Assert.Equal(2UL, CountOf(metrics["asyncflow.run.duration"], ("workflow.name", "Metered"), ("asyncflow.run.status", "Failed")));
        Assert.Equal(2UL, CountOf(metrics["asyncflow.step.duration"], ("workflow.task.name", "List"), ("asyncflow.step.status", "Succeeded")));
        Assert.Equal(2UL, CountOf(metrics["asyncflow.step.duration"], ("workflow.task.name", "Fails"), ("asyncflow.step.status", "Failed")));

        // The step for each element, and the elements under the same name.
        Assert.Equal(8UL, CountOf(metrics["asyncflow.step.duration"], ("workflow.task.name", "Each")));
        Assert.All(Points(metrics["asyncflow.step.active"]), static point => Assert.Equal(0UL, point.Number(6)));
        Assert.All(Points(metrics["asyncflow.run.active"]), static point => Assert.Equal(0UL, point.Number(6)));
    }

    [Fact]
    public async Task Names_without_bound_become_one()
    {
        Dictionary<string, ProtobufReader> metrics = await Measured(static async () =>
        {
            for (int i = 0; i < FlowMetrics.MaxNames * 2; i++)
            {
                FlowBuilder builder = new($"Built {i}");
                builder.Step($"Step {i}", static _ => { });
                await builder.Build().ExecuteAsync();
            }
        });

        Assert.InRange(Points(metrics["asyncflow.step.duration"]).Count(), 10, FlowMetrics.MaxNames + 1);
        Assert.Equal((ulong)FlowMetrics.MaxNames * 2, Points(metrics["asyncflow.step.duration"]).Aggregate(0UL, static (sum, point) => sum + point.Number(4)));
        Assert.True(CountOf(metrics["asyncflow.step.duration"], ("workflow.task.name", FlowMetrics.Other)) > FlowMetrics.MaxNames);
    }

    [Fact]
    public async Task Neither_runs_nor_elements_add_series()
    {
        Dictionary<string, ProtobufReader> metrics = await Measured(static async () =>
        {
            FlowLock held = new();
            FlowBuilder builder = new("Wide");
            StepHandle<int[]> list = builder.Step("List", static _ => Enumerable.Range(0, 200).ToArray());
            builder.ForEach(list, static async (_, _) => await Task.Yield(), maxConcurrency: 4, name: "Each").WithLock(held);
            IFlow flow = builder.Build();
            for (int i = 0; i < 5; i++)
            {
                await flow.RunAsync();
            }
        });

        // A step for the list, one for the elements, and these under the same name; the run, and that of the elements.
        Assert.Equal(2, Points(metrics["asyncflow.step.duration"]).Count());
        Assert.Equal(5UL * 202, Points(metrics["asyncflow.step.duration"]).Aggregate(0UL, static (sum, point) => sum + point.Number(4)));
        Assert.Single(Points(metrics["asyncflow.run.duration"]));
        Assert.Single(Points(metrics["asyncflow.step.lock_wait"]));

        // Attributes are field 9 of a histogram's point, and field 7 of a sum's.
        string[] attributes = [.. metrics.Values.SelectMany(static metric => Points(metric).SelectMany(point => point.Attributes(metric.Has(9) ? 9 : 7).Keys)).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(["asyncflow.run.status", "asyncflow.step.status", "workflow.name", "workflow.task.name"], attributes);
    }

    [Fact]
    public async Task Two_providers_do_not_count_twice()
    {
        using OtlpReceiver second = new();
        using MeterProvider other = Provider(second);

        Dictionary<string, ProtobufReader> metrics = await Measured(static async () =>
        {
            FlowBuilder builder = new("Once");
            builder.Step("Only", static _ => { });
            await builder.Build().ExecuteAsync();
        });

        Assert.Equal(1UL, CountOf(metrics["asyncflow.run.duration"], ("workflow.name", "Once")));
    }

    private async Task<Dictionary<string, ProtobufReader>> Measured(Func<Task> run)
    {
        using (MeterProvider provider = Provider(_receiver))
        {
            await run();
            Assert.True(provider.ForceFlush(30_000));
        }

        return _receiver.Metrics();
    }

    private static MeterProvider Provider(OtlpReceiver receiver) => Sdk.CreateMeterProviderBuilder()
        .AddAsyncFlowInstrumentation()
        .AddOtlpExporter((options, reader) =>
        {
            options.Protocol = OtlpExportProtocol.HttpProtobuf;
            options.Endpoint = new Uri(receiver.Address, "v1/metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = int.MaxValue;
        })
        .Build();

    // Histograms are field 9 of a metric, sums field 7; their points field 1.
    private static IEnumerable<ProtobufReader> Points(ProtobufReader metric) => metric.Message(metric.Has(9) ? 9 : 7).Messages(1);

    // The counts of the points with these attributes. Attributes are field 9 of a histogram's point, the count field 4.
    private static ulong CountOf(ProtobufReader metric, params (string Name, string Value)[] attributes) => Points(metric)
        .Where(point => point.Attributes(9) is var all && Array.TrueForAll(attributes, attribute => attribute.Value.Equals(all.GetValueOrDefault(attribute.Name))))
        .Aggregate(0UL, static (sum, point) => sum + point.Number(4));
}
