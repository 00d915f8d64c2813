using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Exceptions that belong to no run and no task.</summary>
public class EventLoopExceptionTests
{
    [Fact]
    public async Task A_loop_with_its_own_thread_raises_UnhandledException_and_goes_on()
    {
        EventLoopHost loop = new();
        ConcurrentQueue<(object? Sender, object Exception, bool IsTerminating)> told = new();
        loop.UnhandledException += (sender, happened) => told.Enqueue((sender, happened.ExceptionObject, happened.IsTerminating));
        StepFailure first = new("posted");
        StepFailure second = new("async void");
        async void Method()
        {
            await Task.Yield();
            throw second;
        }

        loop.SynchronizationContext!.Post(_ => throw first, null);
        loop.SynchronizationContext!.Post(_ => Method(), null);
        ScriptedFlow flow = new(Step.TaskOf("works", static _ => Task.FromResult(1L)));
        Assert.Equal(1, await flow.ExecuteAsync(new FlowOptions { Host = loop }).Within());
        await loop.DisposeAsync().Within();

        Assert.Equal([(loop, first, false), (loop, second, false)], told);
    }

    [Fact]
    public Task Run_ends_and_throws_the_exception() => OnOwnThread(() =>
    {
        StepFailure failure = new("async void");
        Gate never = new();
        bool continued = false;
        async void Method()
        {
            await Task.Yield();
            throw failure;
        }

        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(async () =>
        {
            Method();
            await never.Pass();
            continued = true;
        })));

        // The code waits for a loop that has ended, so it is not continued on any thread.
        never.Open();
        Assert.False(continued);
    });

    [Fact]
    public Task A_run_in_progress_ends_on_the_loop_before_the_exception_is_thrown() => OnOwnThread(() =>
    {
        StepFailure failure = new("posted");
        Thread caller = Thread.CurrentThread;
        Gate gate = new(), never = new();
        FlowLock gateLock = new();
        bool ended = false;
        ScriptedFlow flow = new(
            Step.Task("gated", async _ =>
            {
                await gate.Pass();
                Assert.Same(caller, Thread.CurrentThread);
            }).Holding(gateLock),
            Step.Sync("sync", static _ => { }).After("gated"),
            Step.Task("last", async _ =>
            {
                await Task.Yield();
                Assert.Same(caller, Thread.CurrentThread);
                ended = true;
            }).After("sync"));
        Task? run = null;

        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(async () =>
        {
            run = flow.ExecuteAsync().AsTask();
            SynchronizationContext loop = SynchronizationContext.Current!;
            loop.Post(_ => throw failure, null);
            loop.Post(_ => Task.Run(() => gate.Open()), null);
            await never.Pass();
        })));

        Assert.True(ended);
        Assert.True(run!.Wait(Hang.Limit));
        Assert.True(gateLock.IsFree());
    });

    [Fact]
    public Task No_run_begins_on_a_loop_that_an_exception_is_ending() => OnOwnThread(() =>
    {
        StepFailure failure = new("posted");
        ScriptedFlow flow = new(Step.Task("yields", static async _ => await Task.Yield()));
        int rounds = 0;

        // The code would keep the loop busy forever.
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(async () =>
        {
            while (true)
            {
                await flow.ExecuteAsync();
                if (++rounds == 10)
                {
                    SynchronizationContext.Current!.Post(_ => throw failure, null);
                }
            }
        })));
    });

    [Fact]
    public Task Several_exceptions_are_thrown_together() => OnOwnThread(() =>
    {
        StepFailure first = new("first");
        StepFailure second = new("second");
        Gate gate = new();
        ScriptedFlow flow = new(Step.Task("gated", _ => gate.Pass()));

        AggregateException thrown = Assert.Throws<AggregateException>(() => EventLoopHost.Run(async () =>
        {
            SynchronizationContext loop = SynchronizationContext.Current!;
            _ = flow.ExecuteAsync().AsTask();
            loop.Post(_ => throw first, null);
            loop.Post(_ => throw second, null);
            loop.Post(_ => gate.Open(), null);
            await new TaskCompletionSource().Task;
        }));
        Assert.Equal([first, second], thrown.InnerExceptions);
    });

    [Fact]
    public Task Send_throws_if_an_exception_ends_the_loop() => OnOwnThread(() =>
    {
        StepFailure failure = new("posted");
        Task? sending = null;
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(async () =>
        {
            SynchronizationContext loop = SynchronizationContext.Current!;
            using ManualResetEventSlim posted = new();
            ObservedPosts context = new(loop, posted);
            loop.Post(_ => throw failure, null);
            sending = Task.Run(() => context.Send(static _ => Assert.Fail("ran"), null));
            Assert.True(posted.Wait(Hang.Limit));
            await new TaskCompletionSource().Task;
        })));

        Assert.Throws<ObjectDisposedException>(() => sending!.Within().GetAwaiter().GetResult());
    });

    private static Task OnOwnThread(Action body) => Caller.OnOwnThread(() =>
    {
        body();
        return Task.CompletedTask;
    });

    // Signals that a thread is about to call Send. The call is refused, whether it comes before or after the end.
    private sealed class ObservedPosts(SynchronizationContext loop, ManualResetEventSlim posted)
    {
        public void Send(SendOrPostCallback callback, object? state)
        {
            posted.Set();
            loop.Send(callback, state);
        }
    }
}
