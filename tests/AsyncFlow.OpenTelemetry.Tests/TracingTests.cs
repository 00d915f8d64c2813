using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;

namespace AsyncFlow.OpenTelemetry.Tests;

/// <summary>Spans, as a receiver gets them from the real exporter.</summary>
[Collection(nameof(OneAtATime))]
public sealed class TracingTests : IDisposable
{
    private static readonly ActivitySource s_own = new("Own");

    private readonly OtlpReceiver _receiver = new();

    public void Dispose() => _receiver.Dispose();

    [Fact]
    public async Task A_run_and_its_steps_are_spans_within_the_callers_span()
    {
        string caller = "";
        List<ReceivedSpan> spans = await Traced(async () =>
        {
            using Activity? own = s_own.StartActivity("caller");
            caller = own!.SpanId.ToHexString();
            FlowBuilder builder = new("Job");
            StepHandle load = builder.Step("Load", static async _ => await Task.Yield());
            builder.Step("Save", static _ => { }).After(load);
            await builder.Build().ExecuteAsync();
            Assert.Same(own, Activity.Current);
        });

        ReceivedSpan run = Named(spans, "flow Job"), first = Named(spans, "step Load"), second = Named(spans, "step Save");
        Assert.Equal(caller, run.ParentId);
        Assert.Equal(run.SpanId, first.ParentId);
        Assert.Equal(run.SpanId, second.ParentId);
        Assert.Equal([first.SpanId], second.Links);
        Assert.Equal("Job", run.Attributes["workflow.name"]);
        Assert.Equal("Load", first.Attributes["workflow.task.name"]);
        Assert.Equal("Succeeded", first.Attributes["asyncflow.step.status"]);
        Assert.Equal(run.Attributes["workflow.execution.id"], second.Attributes["workflow.execution.id"]);
        Assert.True(run.Start <= first.Start && first.End <= second.End && second.End <= run.End);
        Assert.Single(spans.Select(static span => span.TraceId).Distinct());
    }

    [Fact]
    public async Task Nested_flows_and_elements_are_nested()
    {
        List<ReceivedSpan> spans = await Traced(static async () =>
        {
            FlowBuilder inner = new("Inner");
            inner.Step("Deep", static async _ => await Task.Yield());
            FlowBuilder outer = new("Outer");
            StepHandle<int[]> list = outer.Step("List", static _ => (int[])[1, 2, 3]);
            outer.ForEach(list, static async (_, _) => await Task.Yield(), name: "Each");
            outer.SubFlow("Flow", inner.Build());
            await outer.Build().ExecuteAsync();
        });

        Dictionary<string, ReceivedSpan> byId = spans.ToDictionary(static span => span.SpanId);
        Assert.Equal(["step Deep", "flow Inner", "step Flow", "flow Outer"], Ancestors(Named(spans, "step Deep")));
        ReceivedSpan[] elements = [.. spans.Where(static span => span.Attributes.ContainsKey("asyncflow.element"))];
        Assert.Equal([0L, 1L, 2L], elements.Select(static span => span.Attributes["asyncflow.element"]).Order());
        Assert.All(elements, element => Assert.Equal(["step Each", "flow Outer", "step Each", "flow Outer"], Ancestors(element)));

        List<string> Ancestors(ReceivedSpan span)
        {
            List<string> names = [span.Name];
            while (byId.TryGetValue(span.ParentId, out ReceivedSpan? parent))
            {
                names.Add(parent.Name);
                span = parent;
            }

            return names;
        }
    }

    [Fact]
    public async Task The_exported_trace_of_a_nested_flow_is_the_tree_of_its_runs_and_steps()
    {
        List<ReceivedSpan> spans = await Traced(static async () => await new Site().ExecuteAsync());

        Assert.Equal(
            """
            flow Site status=Succeeded name=Site
              step Announce <- step Render <- step _upload status=Succeeded name=Site name=Announce
              step Pages status=Succeeded name=Site name=Pages
              step Render <- step Pages status=Succeeded name=Site name=Render
                flow Site status=Succeeded name=Site
                  step Render element=0 status=Succeeded name=Site name=Render
                  step Render element=1 status=Succeeded name=Site name=Render
              step _upload status=Succeeded name=Site name=_upload
                flow Upload status=Succeeded name=Upload
                  step Connect status=Succeeded name=Upload name=Connect
                  step Send <- step Connect attempts=3 status=Succeeded name=Upload name=Send (attempt 2) (attempt 3)
            """,
            SpanTree.Of(spans));
        Assert.Equal(3, spans.Select(static span => span.Attributes["workflow.execution.id"]).Distinct().Count());
    }

    [Fact]
    public async Task Within_a_step_its_span_is_the_current_one()
    {
        List<string?> seen = [];
        List<ReceivedSpan> spans = await Traced(async () =>
        {
            FlowBuilder builder = new("Job");
            StepHandle first = builder.Step("First", async cancellationToken =>
            {
                seen.Add(Activity.Current?.SpanId.ToHexString());
                await Task.Delay(1, cancellationToken);
                seen.Add(Activity.Current?.SpanId.ToHexString());
                using Activity? own = s_own.StartActivity("own");
            });
            builder.Step("Second", _ => seen.Add(Activity.Current?.SpanId.ToHexString())).After(first);
            await builder.Build().ExecuteAsync();
        });

        Assert.Equal([Named(spans, "step First").SpanId, Named(spans, "step First").SpanId, Named(spans, "step Second").SpanId], seen);
        Assert.Equal(Named(spans, "step First").SpanId, Named(spans, "own").ParentId);
    }

    [Fact]
    public async Task A_failure_is_an_error_of_the_step_and_the_run()
    {
        List<ReceivedSpan> spans = await Traced(static async () =>
        {
            FlowBuilder builder = new("Job");
            StepHandle fails = builder.Step("Fails", static _ => throw new InvalidOperationException("no"));
            builder.Step("Skipped", static _ => { }).When(static () => false, "wanted");
            builder.Step("After", static _ => { }).After(fails);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await builder.Build().ExecuteAsync());
        });

        ReceivedSpan step = Named(spans, "step Fails"), run = Named(spans, "flow Job");
        Assert.Equal(2, step.Status);
        Assert.Equal(2, run.Status);
        Assert.Equal("System.InvalidOperationException", step.Attributes["error.type"]);
        Assert.Equal(["exception"], step.Events);
        Assert.Contains("step not run", run.Events);
        Assert.DoesNotContain(spans, static span => span.Name is "step After" or "step Skipped");
    }

    [Fact]
    public async Task Waits_are_attributes()
    {
        FlowLock disk = new();
        List<ReceivedSpan> spans = await Traced(async () =>
        {
            TaskCompletionSource held = new();
            FlowBuilder builder = new("Job");
            builder.Step("Holds", async _ => await held.Task).WithLock(disk);
            builder.Step("Waits", static _ => { }).WithLock(disk);
            ValueTask run = builder.Build().ExecuteAsync();
            await Task.Delay(20);
            held.SetResult();
            await run;
        });

        Assert.True((double)Named(spans, "step Waits").Attributes["asyncflow.step.lock_wait"] > 0.001);
    }

    [Fact]
    public async Task A_run_that_is_not_sampled_has_no_spans_and_its_steps_see_so()
    {
        bool? recorded = null;
        List<ReceivedSpan> spans = await Traced(
            async () =>
            {
                FlowBuilder builder = new("Job");
                builder.Step("Only", _ => recorded = Activity.Current?.Recorded);
                await builder.Build().ExecuteAsync();
            },
            new ParentBasedSampler(new AlwaysOffSampler()));

        Assert.Empty(spans);
        Assert.Equal(false, recorded);
    }

    [Fact]
    public async Task What_runs_within_a_run_that_is_not_sampled_is_not_sampled_either()
    {
        List<ReceivedSpan> spans = await Traced(
            static async () =>
            {
                using Activity? own = s_own.StartActivity("caller");
                Assert.NotEqual(true, own?.Recorded);
                await new Site().ExecuteAsync();
            },
            new ParentBasedSampler(new AlwaysOffSampler()));

        Assert.Empty(spans);
    }

    [Fact]
    public async Task Baggage_reaches_the_steps_of_flows_within_steps()
    {
        List<string?> seen = [];
        await Traced(async () =>
        {
            using Activity? own = s_own.StartActivity("caller");
            own!.AddBaggage("tenant", "7");
            Baggage.SetBaggage("region", "north");
            FlowBuilder inner = new("Inner");
            inner.Step("Deep", async _ =>
            {
                await Task.Yield();
                seen.AddRange([Activity.Current?.GetBaggageItem("tenant"), Baggage.GetBaggage("region")]);
            });
            FlowBuilder outer = new("Outer");
            outer.SubFlow("Flow", inner.Build());
            await outer.Build().ExecuteAsync();
        });

        Assert.Equal(["7", "north"], seen);
    }

    [Fact]
    public async Task Baggage_reaches_the_steps()
    {
        List<string?> seen = [];
        await Traced(async () =>
        {
            using Activity? own = s_own.StartActivity("caller");
            own!.AddBaggage("tenant", "7");
            Baggage.SetBaggage("region", "north");
            FlowBuilder builder = new("Job");
            builder.Step("Only", _ => seen.AddRange([Activity.Current?.GetBaggageItem("tenant"), Baggage.GetBaggage("region")]));
            await builder.Build().ExecuteAsync();
        });

        Assert.Equal(["7", "north"], seen);
    }

    [Fact]
    public async Task When_the_provider_is_disposed_flows_are_not_observed()
    {
        await Traced(static () => Task.CompletedTask);
        Activity? seen = null;
        FlowBuilder builder = new("Job");
        builder.Step("Only", _ => seen = Activity.Current);

        await builder.Build().ExecuteAsync();

        Assert.Null(seen);
    }

    private async Task<List<ReceivedSpan>> Traced(Func<Task> run, Sampler? sampler = null)
    {
        using (TracerProvider provider = Sdk.CreateTracerProviderBuilder()
            .SetSampler(sampler ?? new AlwaysOnSampler())
            .AddAsyncFlowInstrumentation()
            .AddSource("Own")
            .AddOtlpExporter(options =>
            {
                options.Protocol = OtlpExportProtocol.HttpProtobuf;
                options.Endpoint = new Uri(_receiver.Address, "v1/traces");
            })
            .Build())
        {
            await run();
            Assert.True(provider.ForceFlush(30_000));
        }

        return _receiver.Spans();
    }

    private static ReceivedSpan Named(List<ReceivedSpan> spans, string name) => Assert.Single(spans, span => span.Name == name);
}

/// <summary>Tests that observe every flow of the process.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public class OneAtATime;
