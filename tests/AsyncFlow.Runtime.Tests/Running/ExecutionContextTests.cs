namespace AsyncFlow.Runtime.Tests;

/// <summary>Each step starts with the caller's execution context. Changes of a step are not visible outside of it.</summary>
public class ExecutionContextTests
{
    private static readonly AsyncLocal<string?> s_local = new();

    // Checks the execution context at the start, then changes it: before and after a suspension, or in a method that is not async.
    private static Step[] Spoiling() =>
    [
        Step.Task("not async", static _ => Spoil()),
        Step.Task("after not async", static _ => Spoil()).After("not async"),
        Step.Sync("sync", static _ => Spoil()).After("not async"),
        Step.Sync("sync after sync", static _ => Spoil()).After("sync"),
        Step.Task("async", static async call =>
        {
            _ = Spoil();
            await Task.Yield();
            Assert.Equal("spoilt", s_local.Value);
        }).After("sync"),
        Step.ValueTask("value task after async", static _ => new(Spoil())).After("async", "sync after sync"),
        Step.Custom("custom", static call =>
        {
            _ = Spoil();
            Signal signal = new();
            ThreadPool.UnsafeQueueUserWorkItem(static signal => signal.Set(1), signal, preferLocal: false);
            return signal;
        }).After("async"),
        Step.Flowing("custom flowing", static call =>
        {
            _ = Spoil();
            Signal signal = new();
            ThreadPool.UnsafeQueueUserWorkItem(static signal => signal.Set(1), signal, preferLocal: false);
            return new(signal);
        }).After("async"),
        Step.Sync("last", static _ => Spoil()).After("custom", "custom flowing", "value task after async"),
    ];

    private static Task Spoil()
    {
        Assert.Equal("caller", s_local.Value);
        s_local.Value = "spoilt";
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Every_step_starts_with_the_callers_context_and_sees_no_other_steps_changes()
    {
        ScriptedFlow flow = new(Spoiling());

        await Caller.OnOwnThread(async () =>
        {
            s_local.Value = "caller";
            for (int i = 0; i < 100; i++)
            {
                ValueTask<long> run = flow.ExecuteAsync();
                Assert.Equal("caller", s_local.Value);
                await run.ConfigureAwait(false);
                Assert.Equal("caller", s_local.Value);
            }
        });
    }

    [Fact]
    public async Task Every_step_starts_with_the_callers_context_when_the_caller_has_a_synchronization_context()
    {
        ScriptedFlow flow = new(Spoiling());

        await Caller.OnOwnThread(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(new CountingContext());
            s_local.Value = "caller";
            await flow.ExecuteAsync().ConfigureAwait(false);
        });
    }

    [Fact]
    public async Task Concurrent_runs_of_one_flow_see_the_contexts_of_their_own_callers()
    {
        ScriptedFlow flow = new(
            Step.Task("async", static async call =>
            {
                Assert.Equal(call.State, s_local.Value);
                await Task.Yield();
                Assert.Equal(call.State, s_local.Value);
            }),
            Step.Sync("sync", static call => Assert.Equal(call.State, s_local.Value)),
            Step.Task("last", static call =>
            {
                Assert.Equal(call.State, s_local.Value);
                return Task.CompletedTask;
            }).After("async", "sync"));

        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Task.Run(async () =>
        {
            string name = $"caller {number}";
            s_local.Value = name;
            await flow.ExecuteAsync(state: name);
        }))).Within();
    }

    [Fact]
    public async Task A_thread_that_completes_a_step_keeps_its_own_context()
    {
        Gate gate = new();
        ScriptedFlow flow = new(
            Step.Task("gated", async _ =>
            {
                s_local.Value = "step";
                await gate.Pass();
            }),
            Step.Sync("sync", static _ => Assert.Equal("caller", s_local.Value)).After("gated"),
            Step.Task("async", static _ =>
            {
                Assert.Equal("caller", s_local.Value);
                return Task.CompletedTask;
            }).After("gated"));

        s_local.Value = "caller";
        Task<long> run = flow.ExecuteAsync().AsTask();
        await gate.Reached.Within();
        await Caller.OnOwnThread(() =>
        {
            s_local.Value = "completer";
            gate.Open();
            Assert.Equal("completer", s_local.Value);
            return Task.CompletedTask;
        });

        await run.Within();
    }

    [Fact]
    public async Task A_caller_with_suppressed_flow_starts_its_steps_with_an_empty_context()
    {
        ScriptedFlow flow = new(
            Step.Sync("sync", static _ => Assert.Null(s_local.Value)),
            Step.Task("after sync", static _ =>
            {
                Assert.Null(s_local.Value);
                return Task.CompletedTask;
            }).After("sync"),
            Step.Task("yields", static async _ => await Task.Yield()));

        await Caller.OnOwnThread(async () =>
        {
            s_local.Value = "caller";
            Task<long> run;
            using (ExecutionContext.SuppressFlow())
            {
                run = flow.ExecuteAsync().AsTask();
                Assert.True(ExecutionContext.IsFlowSuppressed());
                Assert.Equal("caller", s_local.Value);
            }

            await run.ConfigureAwait(false);
        });
    }

    [Fact]
    public async Task A_step_that_ends_in_the_callers_phase_with_suppressed_flow_leaves_the_caller_as_it_was()
    {
        ScriptedFlow flow = new(
            Step.Task("spoils", static _ =>
            {
                s_local.Value = "spoilt";
                return Task.CompletedTask;
            }),
            Step.Task("next", static _ =>
            {
                Assert.NotEqual("spoilt", s_local.Value);
                return Task.CompletedTask;
            }).After("spoils"));

        await Caller.OnOwnThread(async () =>
        {
            s_local.Value = "caller";
            using (ExecutionContext.SuppressFlow())
            {
                ValueTask<long> run = flow.ExecuteAsync();
                Assert.Equal("caller", s_local.Value);
                Assert.True(ExecutionContext.IsFlowSuppressed());
                run.AsTask().GetAwaiter().GetResult();
            }

            await Task.CompletedTask;
        });
    }

    [Fact]
    public async Task A_pooled_run_keeps_no_context_of_an_earlier_caller()
    {
        ScriptedFlow flow = new(
            Step.Sync("sync", static call => Assert.Equal(call.State, s_local.Value)),
            Step.Task("async", static call =>
            {
                Assert.Equal(call.State, s_local.Value);
                return Task.CompletedTask;
            }));

        for (int i = 0; i < 100; i++)
        {
            string? name = i % 3 == 0 ? null : $"caller {i}";
            await Caller.OnOwnThread(async () =>
            {
                s_local.Value = name;
                await flow.ExecuteAsync(state: name);
            });
        }
    }
}
