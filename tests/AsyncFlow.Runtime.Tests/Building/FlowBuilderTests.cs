using System.Globalization;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Flows that are built step by step.</summary>
public class FlowBuilderTests
{
    private readonly List<Order> _priced = [];

    [Fact]
    public async Task The_example_of_the_documentation_runs()
    {
        FlowLock db = new("db");
        FlowBuilder b = new("etl");
        StepHandle<Order[]> orders = b.Step("orders", ct => LoadAsync(ct));
        StepHandle priced = b.Step("price", orders, (list, ct) => PriceAsync(list, ct)).WithLock(db);
        IFlow etl = b.Build();

        await etl.ExecuteAsync();

        Assert.Equal([new(1), new(2)], _priced);
        Assert.Equal("etl: 2 steps in 2 waves\n  1: orders\n  2: price after orders with db\n", etl.Plan.ToString());
        Assert.Equal("price", priced.Name);
        Assert.Equal("orders", orders.ToString());
    }

    [Fact]
    public async Task Results_of_functions_of_every_kind_are_passed_on()
    {
        FlowBuilder b = new("kinds");
        int[] seen = new int[2];
        StepHandle<int> function = b.Step("function", static _ => 1);
        StepHandle<int> task = b.Step("task", function, static (one, _) => Task.FromResult(one + 1));
        StepHandle<int> lambda = b.Step("async", task, static async (two, _) =>
        {
            await Task.Yield();
            return two + 1;
        });
        StepHandle<string> value = b.StepValueTask("value", lambda, static (three, _) => new ValueTask<string>(three.ToString(CultureInfo.InvariantCulture)));
        StepHandle<string> later = b.StepValueTask("value, later", value, static async (text, _) =>
        {
            await Task.Yield();
            return text + "!";
        });
        StepHandle action = b.Step("action", later, (text, _) => { seen[0] = text.Length; });
        StepHandle plain = b.Step("plain task", static _ => Task.CompletedTask).After(action);
        StepHandle plainValue = b.StepValueTask("plain value", static _ => default).After(action);
        b.Step("plain async", async _ =>
        {
            await Task.Yield();
            seen[1] = 1;
        }).After(plain, plainValue);
        Flow<string> flow = b.Build(later);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("3!", await flow.ExecuteAsync());
            Assert.Equal([2, 1], seen);
        }

        FlowReport<string> report = await flow.RunAsync(new FlowOptions());
        Assert.Equal("3!", report.Output);
        Assert.Equal([false, true, true, true, true, false, true, true, true], flow.Plan.Steps.Select(static step => step.IsAsync));
        await ((IFlow)flow).ExecuteAsync();
        (await ((IFlow)flow).RunAsync()).ThrowIfFailed();
        await ((IFlow)flow).ExecuteAsync(null);
        (await ((IFlow)flow).RunAsync(null)).ThrowIfFailed();
        Assert.Equal("kinds", flow.ToString());
    }

    [Fact]
    public async Task A_function_takes_the_results_of_up_to_eight_steps()
    {
        FlowBuilder b = new("eight");
        StepHandle<int>[] s = [.. Enumerable.Range(0, 8).Select(i => b.Step($"s{i}", _ => 1 << i))];
        StepHandle<int>[] sums =
        [
            b.Step("1", s[0], static (a, _) => a),
            b.Step("2", s[0], s[1], static (a, b, _) => Task.FromResult(a + b)),
            b.StepValueTask("3", s[0], s[1], s[2], static (a, b, c, _) => new ValueTask<int>(a + b + c)),
            b.Step("4", s[0], s[1], s[2], s[3], static (a, b, c, d, _) => a + b + c + d),
            b.Step("5", s[0], s[1], s[2], s[3], s[4], static (a, b, c, d, e, _) => Task.FromResult(a + b + c + d + e)),
            b.StepValueTask("6", s[0], s[1], s[2], s[3], s[4], s[5], static (a, b, c, d, e, f, _) => new ValueTask<int>(a + b + c + d + e + f)),
            b.Step("7", s[0], s[1], s[2], s[3], s[4], s[5], s[6], static (a, b, c, d, e, f, g, _) => a + b + c + d + e + f + g),
            b.Step("8", s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], static (a, b, c, d, e, f, g, h, _) => Task.FromResult(a + b + c + d + e + f + g + h)),
        ];
        StepHandle<int[]> all = b.Step("all", sums, static (list, _) => list.ToArray());

        int[] results = await b.Build(all).ExecuteAsync();

        Assert.Equal([1, 3, 7, 15, 31, 63, 127, 255], results);
    }

    [Fact]
    public async Task Each_call_gets_its_own_list_of_results()
    {
        FlowBuilder b = new("lists");
        StepHandle<string> x = b.Step("x", static _ => "x");
        StepHandle<string> y = b.Step("y", static _ => "y");
        IReadOnlyList<string>? kept = null;
        b.Step("keep", [y, x, y], (list, _) =>
        {
            kept ??= list;
        });
        b.StepValueTask("none", Array.Empty<StepHandle<int>>(), static (list, _) =>
        {
            Assert.Empty(list);
            return default;
        });
        IFlow flow = b.Build();

        await flow.ExecuteAsync();
        await flow.ExecuteAsync();

        Assert.Equal(["y", "x", "y"], kept);
        Assert.Equal(["x", "y"], flow.Plan.Steps[2].Upstream.Select(static step => step.Name));
    }

    [Fact]
    public void Repeated_upstreams_count_once()
    {
        FlowBuilder b = new("edges");
        StepHandle<bool> x = b.Step("x", static _ => true);
        StepHandle<bool> y = b.Step("y", static _ => true);
        b.Step("z", y, y, static (_, _, _) => { }).After(y, x, x).When(x);
        FlowPlan plan = b.Build().Plan;

        Assert.Equal(["x", "y"], plan.Steps[2].Upstream.Select(static step => step.Name));
    }

    [Fact]
    public async Task The_token_of_the_run_reaches_every_function()
    {
        using CancellationTokenSource source = new();
        FlowBuilder b = new("token");
        StepHandle<int> one = b.Step("one", token =>
        {
            source.Cancel();
            Assert.True(token.IsCancellationRequested);
            return 1;
        });
        b.Step("two", one, static (_, _) => { });

        FlowReport report = await b.Build().RunAsync(source.Token);

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal([StepStatus.Succeeded, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
    }

    [Fact]
    public async Task The_settings_of_the_flow_apply()
    {
        FlowBuilder b = new("settings") { MaxConcurrency = 3, FailureMode = FailureMode.Continue, SingleThreaded = true };
        IFlow flow = b.Build();

        Assert.Equal((3, FailureMode.Continue, true), (flow.Plan.MaxConcurrency, flow.Plan.FailureMode, flow.Plan.SingleThreaded));
        await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().AsTask());
    }

    [Fact]
    public async Task A_flow_without_steps_completes_synchronously()
    {
        IFlow flow = new FlowBuilder("empty").Build();

        await flow.ExecuteAsync();

        Assert.Empty((await flow.RunAsync()).Steps);
    }

    [Fact]
    public async Task A_result_is_released_after_the_run()
    {
        FlowBuilder b = new("references");
        StepHandle<object> made = b.Step("made", static _ => Task.FromResult(new object()));
        StepHandle<WeakReference> reference = b.Step("reference", made, static (made, _) => Task.FromResult(new WeakReference(made)));
        Flow<WeakReference> flow = b.Build(reference);

        WeakReference last = await Caller.OnOwnThread(() => flow.ExecuteAsync().AsTask());
        for (int i = 0; i < 20 && last.IsAlive; i++)
        {
            await Task.Run(static () => { });
            GC.Collect();
        }

        Assert.False(last.IsAlive);
        GC.KeepAlive(flow);
    }

    private static Task<Order[]> LoadAsync(CancellationToken ct) => Task.FromResult(new Order[] { new(1), new(2) });

    private async Task PriceAsync(Order[] orders, CancellationToken ct)
    {
        await Task.Yield();
        ct.ThrowIfCancellationRequested();
        _priced.AddRange(orders);
    }

    private sealed record Order(int Number);
}
