using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The synchronization context and the task scheduler of the caller do not affect the steps.</summary>
public class CallerContextTests
{
    // Steps of every kind. Each one records what it sees, before and after a suspension.
    private static ScriptedFlow Observing(ConcurrentQueue<string> seen)
    {
        void Note(string where) => seen.Enqueue(
            $"{where}: {SynchronizationContext.Current?.GetType().Name ?? "none"}, {(TaskScheduler.Current == TaskScheduler.Default ? "default" : "other")}");

        return new ScriptedFlow(
            Step.Task("completed", _ =>
            {
                Note("completed");
                return Task.CompletedTask;
            }),
            Step.Task("yields", async _ =>
            {
                Note("yields, before");
                await Task.Yield();
                Note("yields, after");
            }),
            Step.Sync("sync", _ => Note("sync")),
            Step.Sync("sync after", _ => Note("sync after")).After("yields"),
            Step.Task("async after", _ =>
            {
                Note("async after");
                return Task.CompletedTask;
            }).After("yields", "sync"));
    }

    private static void AssertPlain(ConcurrentQueue<string> seen)
    {
        Assert.Equal(6, seen.Count);
        Assert.All(seen, static line => Assert.EndsWith(": none, default", line));
    }

    [Fact]
    public async Task No_step_sees_the_callers_synchronization_context()
    {
        ConcurrentQueue<string> seen = new();
        ScriptedFlow flow = Observing(seen);
        CountingContext context = new();

        await Caller.OnOwnThread(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            ValueTask<long> run = flow.ExecuteAsync();
            Assert.Same(context, SynchronizationContext.Current);
            await run.ConfigureAwait(false);
        });

        AssertPlain(seen);
        Assert.Equal(0, context.Posts);
    }

    [Fact]
    public async Task The_caller_continues_on_its_synchronization_context()
    {
        ScriptedFlow flow = Observing([]);
        CountingContext context = new();

        await Caller.OnOwnThread(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            await flow.ExecuteAsync();
            Assert.Same(context, SynchronizationContext.Current);
        });

        Assert.Equal(1, context.Posts);
    }

    [Fact]
    public async Task A_flow_that_ends_in_the_callers_phase_leaves_the_synchronization_context_as_it_was()
    {
        ScriptedFlow flow = new(
            Step.Task("sets a context", static _ =>
            {
                Assert.Null(SynchronizationContext.Current);
                SynchronizationContext.SetSynchronizationContext(new CountingContext());
                return Task.CompletedTask;
            }),
            Step.TaskOf("sees none", static _ => Task.FromResult(SynchronizationContext.Current is null ? 1L : 0L)).After("sets a context"));
        CountingContext context = new();

        await Caller.OnOwnThread(async () =>
        {
            SynchronizationContext.SetSynchronizationContext(context);
            ValueTask<long> run = flow.ExecuteAsync();
            Assert.Same(context, SynchronizationContext.Current);
            Assert.Equal(1, await run.ConfigureAwait(false));
        });
    }

    [Fact]
    public async Task A_step_cannot_leak_a_synchronization_context_to_other_steps_or_to_the_caller()
    {
        CountingContext leak = new();
        static Task? Leak(CountingContext leak)
        {
            SynchronizationContext.SetSynchronizationContext(leak);
            return Task.CompletedTask;
        }

        ScriptedFlow flow = new(
            Step.Task("async leaks", _ => Leak(leak)),
            Step.Task("async sees", static _ => Check()).After("async leaks"),
            Step.Sync("sync leaks", _ => Leak(leak)).After("async sees"),
            Step.Sync("sync sees", static _ => Check()).After("sync leaks"),
            Step.Task("async throws and leaks", _ =>
            {
                SynchronizationContext.SetSynchronizationContext(leak);
                throw new StepFailure("leak");
            }).After("sync sees"));

        for (int i = 0; i < 50; i++)
        {
            await Caller.OnOwnThread(async () =>
            {
                ValueTask<long> run = flow.ExecuteAsync();
                Assert.Null(SynchronizationContext.Current);
                await Assert.ThrowsAsync<StepFailure>(() => run.AsTask());
            });
            Assert.Null(await Task.Run(static () => SynchronizationContext.Current));
        }

        Assert.Equal(0, leak.Posts);

        static Task? Check()
        {
            Assert.Null(SynchronizationContext.Current);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task No_step_runs_on_the_callers_task_scheduler()
    {
        ConcurrentQueue<string> seen = new();
        ScriptedFlow flow = Observing(seen);
        ThreadPerTaskScheduler scheduler = new();

        await Task.Factory.StartNew(
            async () =>
            {
                Assert.Same(scheduler, TaskScheduler.Current);
                await flow.ExecuteAsync().ConfigureAwait(false);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap().Within();

        AssertPlain(seen);
    }

    [Fact]
    public async Task The_caller_continues_on_its_task_scheduler()
    {
        ScriptedFlow flow = Observing([]);
        ThreadPerTaskScheduler scheduler = new();

        await Task.Factory.StartNew(
            async () =>
            {
                await flow.ExecuteAsync();
                Assert.Same(scheduler, TaskScheduler.Current);
            },
            CancellationToken.None,
            TaskCreationOptions.None,
            scheduler).Unwrap().Within();
    }
}
