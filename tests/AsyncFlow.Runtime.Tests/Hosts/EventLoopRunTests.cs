namespace AsyncFlow.Runtime.Tests;

/// <summary>The current thread as an event loop.</summary>
public class EventLoopRunTests
{
    [Fact]
    public Task Run_returns_the_result_of_the_code_which_stays_on_the_thread() => Alone(() =>
    {
        Thread caller = Thread.CurrentThread;
        int result = EventLoopHost.Run(async () =>
        {
            Assert.Same(caller, Thread.CurrentThread);
            await Task.Delay(1);
            Assert.Same(caller, Thread.CurrentThread);
            return 7;
        });
        Assert.Equal(7, result);
    });

    [Fact]
    public Task Run_throws_what_the_code_throws() => Alone(() =>
    {
        StepFailure failure = new("main");
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(async () =>
        {
            await Task.Yield();
            throw failure;
        })));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(() => throw failure)));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run<int>(() => throw failure)));
    });

    [Fact]
    public Task Functions_that_return_a_ValueTask_run_too() => Alone(() =>
    {
        ScriptedFlow flow = new(Step.TaskOf("gives", static async _ =>
        {
            await Task.Yield();
            return 7;
        }));
        StepFailure failure = new("main");
        int called = 0;
        Func<ValueTask> untyped = () =>
        {
            called++;
            return default;
        };

        EventLoopHost.Run(() => flow.ExecuteUntypedAsync());
        Assert.Equal(7, EventLoopHost.Run(() => flow.ExecuteAsync()));
        Assert.Equal(FlowStatus.Succeeded, EventLoopHost.Run(() => flow.RunAsync()).Status);
        EventLoopHost.Run(untyped);
        EventLoopHost.Run(Untyped);
        Assert.Equal(8, EventLoopHost.Run(Typed));
        EventLoopHost.Run(async () => await Untyped());
        Assert.Equal(8, EventLoopHost.Run(async () => await Typed()));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(() => ValueTask.FromException(failure))));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run(() => ValueTask.FromException<int>(failure))));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run((Func<ValueTask>)(() => throw failure))));
        Assert.Same(failure, Assert.Throws<StepFailure>(() => EventLoopHost.Run((Func<ValueTask<int>>)(() => throw failure))));
        Assert.Equal(3, called);

        async ValueTask Untyped()
        {
            Assert.IsType<EventLoopHost>(FlowHost.From(SynchronizationContext.Current!));
            await Task.Yield();
            called++;
        }

        async ValueTask<int> Typed()
        {
            await Task.Yield();
            return 8;
        }
    });

    [Fact]
    public Task Run_throws_the_cancellation_of_the_code() => Alone(() =>
    {
        CancellationToken token = new(canceled: true);
        Assert.Equal(token, Assert.ThrowsAny<OperationCanceledException>(() => EventLoopHost.Run(() => Task.FromCanceled(token))).CancellationToken);
        Assert.Equal(token, Assert.ThrowsAny<OperationCanceledException>(() => EventLoopHost.Run(() => Task.FromCanceled<int>(token))).CancellationToken);
    });

    [Fact]
    public Task Null_arguments_and_null_tasks_throw() => Alone(() =>
    {
        Assert.Throws<ArgumentNullException>(() => EventLoopHost.Run((Func<Task>)null!));
        Assert.Throws<ArgumentNullException>(() => EventLoopHost.Run((Func<Task<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => EventLoopHost.Run((Func<ValueTask>)null!));
        Assert.Throws<ArgumentNullException>(() => EventLoopHost.Run((Func<ValueTask<int>>)null!));
        Assert.Contains("null", Assert.Throws<InvalidOperationException>(() => EventLoopHost.Run(static () => null!)).Message, StringComparison.Ordinal);
        Assert.Contains("null", Assert.Throws<InvalidOperationException>(() => EventLoopHost.Run<int>(static () => null!)).Message, StringComparison.Ordinal);
    });

    [Fact]
    public Task A_loop_within_a_loop_is_refused() => Alone(() =>
    {
        EventLoopHost.Run(async () =>
        {
            Assert.Throws<InvalidOperationException>(() => EventLoopHost.Run(static () => Task.CompletedTask));
            SynchronizationContext.SetSynchronizationContext(null);
            Assert.Throws<InvalidOperationException>(() => EventLoopHost.Run(static () => Task.CompletedTask));
            await Task.Run(static () => EventLoopHost.Run(static async () => await Task.Yield()));
        });
        EventLoopHost.Run(static async () => await Task.Yield());
    });

    [Fact]
    public Task A_loop_with_its_own_thread_refuses_another_loop_on_it() => Alone(() =>
    {
        using EventLoopHost loop = new();
        loop.SynchronizationContext!.Send(
            static _ => Assert.Throws<InvalidOperationException>(() => EventLoopHost.Run(static () => Task.CompletedTask)), null);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task The_outer_synchronization_context_is_restored(bool fails) => Alone(() =>
    {
        CountingContext outer = new();
        SynchronizationContext.SetSynchronizationContext(outer);
        Exception? thrown = Record.Exception(() => EventLoopHost.Run(async () =>
        {
            Assert.NotSame(outer, SynchronizationContext.Current);
            await Task.Yield();
            Assert.NotSame(outer, SynchronizationContext.Current);
            if (fails)
            {
                throw new StepFailure("main");
            }
        }));
        Assert.Equal(fails, thrown is StepFailure);
        Assert.Same(outer, SynchronizationContext.Current);
        Assert.Equal(0, outer.Posts);
    });

    [Fact]
    public Task The_code_sees_the_execution_context_of_the_caller_and_does_not_change_it() => Alone(() =>
    {
        AsyncLocal<int> local = new() { Value = 1 };
        EventLoopHost.Run(() =>
        {
            Assert.Equal(1, local.Value);
            local.Value = 2;
            return Task.CompletedTask;
        });
        Assert.Equal(1, local.Value);
    });

    [Fact]
    public Task Run_waits_for_flows_and_async_void_methods_that_the_code_did_not_await() => Alone(() =>
    {
        int ended = 0;
        async void Method()
        {
            await Task.Delay(1);
            ended++;
        }

        ScriptedFlow flow = new(Step.Sync("sync", static _ => { }), Step.Task("async", async _ =>
        {
            await Task.Yield();
            ended++;
        }).After("sync"));
        EventLoopHost.Run(() =>
        {
            _ = flow.ExecuteAsync().AsTask();
            Method();
            return Task.CompletedTask;
        });
        Assert.Equal(2, ended);

        ended = 0;
        Assert.Throws<StepFailure>(() => EventLoopHost.Run(() =>
        {
            _ = flow.ExecuteAsync().AsTask();
            throw new StepFailure("main");
        }));
        Assert.Equal(1, ended);
    });

    [Fact]
    public Task A_failing_step_does_not_end_the_loop() => Alone(() =>
    {
        ScriptedFlow flow = new(Step.Task("fails", static _ => throw new StepFailure("step")));
        EventLoopHost.Run(async () =>
        {
            await Assert.ThrowsAsync<StepFailure>(async () => await flow.ExecuteAsync());
            _ = flow.ExecuteAsync().AsTask().ContinueWith(static run => run.Exception, TaskScheduler.Default);
        });
    });

    [Fact]
    public Task Disposing_the_loop_inside_the_code_is_refused() => Alone(() => EventLoopHost.Run(async () =>
    {
        EventLoopHost loop = Current();
        Assert.Throws<InvalidOperationException>(loop.Dispose);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await loop.DisposeAsync());
        await new ScriptedFlow(Step.Task("yields", static async _ => await Task.Yield())).ExecuteAsync();
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task Disposing_the_loop_elsewhere_refuses_runs_and_waits_for_its_end(bool asynchronously) => Alone(() =>
    {
        ScriptedFlow flow = new(Step.Task("yields", static async _ => await Task.Yield()));
        EventLoopHost? loop = null;
        Task? disposal = null;
        bool disposedBeforeTheEnd = false;
        int result = EventLoopHost.Run(async () =>
        {
            loop = Current();
            disposal = Task.Run(async () =>
            {
                if (asynchronously)
                {
                    await loop.DisposeAsync();
                }
                else
                {
                    loop.Dispose();
                }
            });
            await Task.Run(() => UntilRefused(loop));

            // Work that the code itself starts is still accepted, and the code continues.
            await flow.ExecuteAsync();
            await Task.Yield();
            disposedBeforeTheEnd = disposal.IsCompleted;
            return 7;
        });

        Assert.Equal(7, result);
        Assert.False(disposedBeforeTheEnd);
        Assert.True(disposal!.Wait(Hang.Limit));
        loop!.Dispose();
        Assert.True(loop.DisposeAsync().AsTask().Wait(Hang.Limit));
        Assert.Throws<ObjectDisposedException>(() => loop.SynchronizationContext!.Post(static _ => { }, null));

        async Task UntilRefused(EventLoopHost closing)
        {
            try
            {
                while (true)
                {
                    await flow.ExecuteAsync(new FlowOptions { Host = closing });
                }
            }
            catch (ObjectDisposedException)
            {
            }
        }
    });

    private static EventLoopHost Current() => Assert.IsType<EventLoopHost>(FlowHost.From(SynchronizationContext.Current!));

    // On a thread without a context, which is blocked until the loop ends.
    private static Task Alone(Action body) => Caller.OnOwnThread(() =>
    {
        body();
        return Task.CompletedTask;
    });
}
