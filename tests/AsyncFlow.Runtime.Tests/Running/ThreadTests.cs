using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

public class ThreadTests
{
    [Fact]
    public async Task Async_steps_that_are_ready_at_once_start_on_the_caller()
    {
        ConcurrentDictionary<string, Thread> threads = new();
        Gate gate = new();
        ScriptedFlow flow = new(
            Step.Task("completed", call => Note(call, Task.CompletedTask)),
            Step.Task("next", call => Note(call, Task.CompletedTask)).After("completed"),
            Step.Task("suspends", call => Note(call, gate.Pass())));
        Thread? caller = null;

        await Caller.OnOwnThread(async () =>
        {
            caller = Thread.CurrentThread;
            Task<long> run = flow.ExecuteAsync().AsTask();
            Assert.Equal(3, threads.Count);
            gate.Open();
            await run;
        });

        Assert.All(threads.Values, thread => Assert.Same(caller, thread));

        Task Note(StepCall call, Task result)
        {
            threads.TryAdd(call.Context.StepName, Thread.CurrentThread);
            return result;
        }
    }

    [Fact]
    public async Task A_synchronous_step_never_runs_on_the_callers_thread()
    {
        ConcurrentQueue<Thread> threads = new();
        ScriptedFlow flow = new(
            Step.Sync("root", Note),
            Step.Task("async", static _ => Task.CompletedTask),
            Step.Sync("after async", Note).After("async"),
            Step.Sync("after both", Note).After("root", "async"),
            Step.Task("async after sync", static _ => Task.CompletedTask).After("root"),
            Step.Sync("last", Note).After("async after sync"));
        Thread? caller = null;

        await Caller.OnOwnThread(async () =>
        {
            caller = Thread.CurrentThread;
            await flow.ExecuteAsync();
        });

        Assert.Equal(4, threads.Count);
        Assert.All(threads, thread =>
        {
            Assert.NotSame(caller, thread);
            Assert.True(thread.IsThreadPoolThread);
        });

        void Note(StepCall call) => threads.Enqueue(Thread.CurrentThread);
    }

    [Fact]
    public async Task A_synchronous_step_blocks_neither_the_caller_nor_other_steps()
    {
        using ManualResetEventSlim blocked = new();
        Gate other = new();
        ScriptedFlow flow = new(
            Step.Sync("blocks", _ => Assert.True(blocked.Wait(Hang.Limit))),
            Step.TaskOf("other", _ => other.Pass()));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await other.Reached.Within();
        other.Open(5);
        Assert.False(run.IsCompleted);
        blocked.Set();

        Assert.Equal(5, await run.Within());
    }

    [Fact]
    public async Task Nothing_runs_on_a_thread_that_completes_a_steps_task()
    {
        Gate gate = new();
        ConcurrentQueue<Thread> threads = new();
        ScriptedFlow flow = new(
            Step.Task("gated", _ => gate.Pass()),
            Step.Sync("sync", _ => threads.Enqueue(Thread.CurrentThread)).After("gated"),
            Step.Task("async", _ =>
            {
                threads.Enqueue(Thread.CurrentThread);
                return Task.CompletedTask;
            }).After("gated"));
        Thread? completer = null;

        Task<long> run = flow.ExecuteAsync().AsTask();
        await gate.Reached.Within();
        await Caller.OnOwnThread(() =>
        {
            completer = Thread.CurrentThread;
            gate.Open();
            return run;
        });

        Assert.Equal(2, threads.Count);
        Assert.All(threads, thread => Assert.NotSame(completer, thread));
    }

    [Theory]
    [InlineData("task")]
    [InlineData("task with result")]
    [InlineData("value task")]
    [InlineData("custom")]
    [InlineData("custom flowing")]
    public async Task No_step_starts_in_the_stack_of_the_code_that_completes_its_upstream(string kind)
    {
        Gate gate = new();
        Signal signal = new();
        ScriptedFlow flow = new(
            kind switch
            {
                "task" => Step.Task("first", _ => gate.Pass()),
                "task with result" => Step.TaskOf("first", _ => gate.Pass()),
                "value task" => Step.ValueTaskOf("first", _ => new(gate.Pass())),
                "custom" => Step.Custom("first", _ => signal),
                _ => Step.Flowing("first", _ => new(signal)),
            },
            Step.Task("async", static _ => Task.CompletedTask).After("first"),
            Step.Sync("sync", static _ => { }).After("first"),
            Step.SyncOf("last", static call => call["first"]).After("async", "sync"));

        // The scripted run throws if it is started in the stack of other code.
        Task<long> run = flow.ExecuteAsync().AsTask();
        gate.Open(7);
        signal.Set(7);

        Assert.Equal(kind == "task" ? 0 : 7, await run.Within());
    }

    [Fact]
    public async Task No_step_starts_inside_a_timers_callback()
    {
        ManualClock clock = new();
        Gate created = new();
        ScriptedFlow flow = new(
            Step.Task("delayed", call =>
            {
                Task delay = Task.Delay(TimeSpan.FromSeconds(1), clock, call.Token);
                _ = created.Pass();
                return delay;
            }),
            Step.Sync("sync", static _ => { }).After("delayed"),
            Step.Task("async", static _ => Task.CompletedTask).After("delayed"));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await created.Reached.Within();
        clock.Advance(milliseconds: 1000);

        await run.Within();
    }

    [Fact]
    public async Task The_caller_does_not_continue_in_the_stack_of_the_code_that_completes_the_last_step()
    {
        Gate gate = new();
        ScriptedFlow flow = new(Step.TaskOf("only", _ => gate.Pass()));

        Task<bool> insideForeignStack = GoesOnInsideForeignStack(flow);
        gate.Open();

        Assert.False(await insideForeignStack.Within());
    }

    [Fact]
    public async Task The_caller_does_not_continue_in_the_stack_of_the_code_that_completes_the_last_step_of_a_nested_flow()
    {
        Gate gate = new();
        ScriptedFlow inner = new(Step.TaskOf("only", _ => gate.Pass()));
        ScriptedFlow outer = new(Step.Flow("inner", inner));

        Task<bool> insideForeignStack = GoesOnInsideForeignStack(outer);
        gate.Open();

        Assert.False(await insideForeignStack.Within());
    }

    [Fact]
    public async Task Nested_flows_complete_on_a_stack_of_any_size()
    {
        Gate gate = new();
        IFlow flow = new ScriptedFlow(Step.Task("innermost", _ => gate.Pass()));
        for (int i = 0; i < 2_000; i++)
        {
            flow = new ScriptedFlow(Step.Flow("inner", flow));
        }

        Task? run = null;
        OnStackOf(megabytes: 64, () => run = flow.ExecuteAsync().AsTask());
        OnStackOf(megabytes: 0.25, () => gate.Open());

        await run!.Within();

        static void OnStackOf(double megabytes, Action action)
        {
            Thread thread = new(() => action(), (int)(megabytes * 1024 * 1024));
            thread.Start();
            thread.Join();
        }
    }

    [Fact]
    public async Task Completing_a_step_while_holding_a_lock_that_the_next_step_needs_does_not_deadlock()
    {
        Gate gate = new();
        object monitor = new();
        ScriptedFlow flow = new(
            Step.Task("gated", _ => gate.Pass()),
            Step.SyncOf("takes the monitor", _ =>
            {
                lock (monitor)
                {
                    return 1;
                }
            }).After("gated"));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await gate.Reached.Within();
        lock (monitor)
        {
            gate.Open();
        }

        Assert.Equal(1, await run.Within());
    }

    private static async Task<bool> GoesOnInsideForeignStack(ScriptedFlow flow)
    {
        await flow.ExecuteAsync().ConfigureAwait(false);
        return ForeignStack.IsHere;
    }
}
