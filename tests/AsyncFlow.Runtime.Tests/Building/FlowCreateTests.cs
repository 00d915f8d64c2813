using System.Collections.Concurrent;
using static AsyncFlow.Compose;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Flows made of an expression that is evaluated when the program runs.</summary>
public class FlowCreateTests
{
    private readonly ConcurrentQueue<string> _calls = [];

    [Fact]
    public async Task Functions_of_every_kind_run()
    {
        using CancellationTokenSource source = new();
        CancellationToken seen = default;
        IFlow flow = Flow.Create(
            Series(
                () => Note("action"),
                (CancellationToken token) => Note(token.CanBeCanceled ? "action, token" : "no token"),
                (StepContext context) => Note($"action, {context.FlowName} {context.StepName}"),
                Plain,
                (CancellationToken token) => Task.Run(() => seen = token, token).ContinueWith(static _ => { }, TaskScheduler.Default),
                WithContext,
                PlainValue,
                async ValueTask (CancellationToken token) =>
                {
                    await Task.Yield();
                    Note("value, token");
                },
                Named("last", async ValueTask (StepContext context) =>
                {
                    await Task.Yield();
                    Note($"value, {context.StepName}");
                })),
            "kinds");

        await flow.ExecuteAsync(source.Token);
        await flow.ExecuteAsync(source.Token);

        string[] once = ["action", "action, token", "action, kinds step 3", "task", "task, step 6", "value", "value, token", "value, last"];
        Assert.Equal([.. once, .. once], _calls);
        Assert.True(seen.CanBeCanceled);
        Assert.Equal([false, false, false, true, true, true, true, true, true], flow.Plan.Steps.Select(static step => step.IsAsync));

        Task Plain()
        {
            Note("task");
            return Task.CompletedTask;
        }

        async Task WithContext(StepContext context)
        {
            await Task.Yield();
            Note($"task, {context.StepName}");
        }

        ValueTask PlainValue()
        {
            Note("value");
            return default;
        }
    }

    [Fact]
    public void A_step_is_named_explicitly_or_after_its_flow_or_its_position()
    {
        IFlow inner = Flow.Create(Series(Nothing), "inner");
        SemaphoreSlim gate = new(1);
        FlowLock free = new();
        IFlow flow = Flow.Create(
            Parallel(
                Nothing,
                Named("load", Nothing),
                Named("outer", Named("hidden", Nothing)),
                SubFlow(inner),
                SubFlow(inner),
                WithLock(Nothing, gate),
                WithLock(WithLock(Nothing, new FlowLock("own"), free), new FlowLock()),
                WithLock(Named("step 9", Nothing), free, new TestLock()),
                Nothing));

        Assert.Equal("Flow", flow.Plan.Name);
        Assert.Equal(["step 1", "load", "outer", "inner", "inner#2", "step 6", "step 7", "step 9", "step 9#2"], flow.Plan.Steps.Select(static step => step.Name));
        Assert.Equal("SemaphoreSlim", Assert.Single(flow.Plan.Steps[5].Locks));
        Assert.Equal(["FlowLock", "own", "FlowLock#2"], flow.Plan.Steps[6].Locks);
        Assert.Equal(["FlowLock#2", "IFlowLock"], flow.Plan.Steps[7].Locks);
        Assert.Same(inner.Plan, flow.Plan.Steps[3].Flow);
        Assert.Equal(StepKind.Flow, flow.Plan.Steps[3].Kind);
    }

    [Fact]
    public async Task Locks_limit_how_many_steps_run_at_once()
    {
        FlowLock one = new();
        SemaphoreSlim two = new(2);
        int[] now = new int[2];
        int violations = 0;
        FlowNode inOne = WithLock(() => Hold(0, 1), one);
        FlowNode inTwo = WithLock(() => Hold(1, 2), two);
        IFlow flow = Flow.Create(Parallel([.. Enumerable.Repeat(inOne, 20), .. Enumerable.Repeat(inTwo, 20)]));

        await flow.ExecuteAsync().Within();

        Assert.Equal(0, violations);
        Assert.True(one.IsFree());
        Assert.Equal(2, two.CurrentCount);

        async Task Hold(int index, int limit)
        {
            if (Interlocked.Increment(ref now[index]) > limit)
            {
                Interlocked.Increment(ref violations);
            }

            await Task.Yield();
            Interlocked.Decrement(ref now[index]);
        }
    }

    [Fact]
    public async Task The_settings_of_the_flow_apply()
    {
        int running = 0;
        int most = 0;
        IFlow flow = Flow.Create(Parallel([.. Enumerable.Repeat(Step, 30)]), maxConcurrency: 2, failureMode: FailureMode.Continue, singleThreaded: true);

        using EventLoopHost loop = new();
        await flow.ExecuteAsync(new FlowOptions { Host = loop }).Within();

        Assert.Equal(2, most);
        Assert.Equal(FailureMode.Continue, flow.Plan.FailureMode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().AsTask());

        async Task Step()
        {
            // On the loop's only thread.
            most = Math.Max(most, ++running);
            await Task.Yield();
            running--;
        }
    }

    [Fact]
    public async Task An_inner_flow_runs_as_a_step()
    {
        IFlow inner = Flow.Create(Series(() => Note("a"), () => Note("b")), "inner");

        FlowReport report = await Flow.Create(Series(() => Note("first"), SubFlow(inner), () => Note("last"))).RunAsync().Within();

        report.ThrowIfFailed();
        Assert.Equal(["first", "a", "b", "last"], _calls);
        Assert.Equal(["step 1", "step 2"], report.Steps[1].NestedReport!.Steps.Select(static step => step.Name));
    }

    private static Task Nothing() => Task.CompletedTask;

    private void Note(string call) => _calls.Enqueue(call);
}
