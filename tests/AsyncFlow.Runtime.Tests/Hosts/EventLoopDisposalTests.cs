namespace AsyncFlow.Runtime.Tests;

/// <summary>Disposal of a loop that has its own thread.</summary>
public class EventLoopDisposalTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposal_waits_for_runs_and_what_they_start_and_ends_the_thread(bool asynchronously)
    {
        EventLoopHost loop = new();
        Thread thread = ThreadOf(loop);
        Gate gate = new();
        bool ended = false;
        ScriptedFlow inner = new(Step.Task("inner", static async _ => await Task.Yield()));
        ScriptedFlow flow = new(
            Step.Task("gated", _ => gate.Pass()),
            Step.Sync("sync", static _ => { }).After("gated"),
            Step.Task("last", async _ =>
            {
                await Task.Yield();
                await inner.ExecuteAsync();
                ended = true;
            }).After("sync"));

        Task run = flow.ExecuteAsync(new FlowOptions { Host = loop }).AsTask();
        await gate.Reached.Within();
        Task disposal = asynchronously ? loop.DisposeAsync().AsTask() : Task.Run(loop.Dispose);
        Task second = Task.Run(loop.Dispose);
        await Refuses(loop);
        Assert.False(disposal.IsCompleted);
        Assert.False(second.IsCompleted);
        gate.Open();
        await disposal.Within();
        await second.Within();

        Assert.True(ended);
        await run.Within();
        Assert.False(thread.IsAlive);
        loop.Dispose();
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task A_disposed_loop_refuses_all_work_and_names_itself()
    {
        EventLoopHost loop = new();
        SynchronizationContext context = loop.SynchronizationContext!;
        loop.Dispose();

        Assert.Contains(nameof(EventLoopHost), (await Refuses(loop)).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => context.Post(static _ => { }, null));
        Assert.Throws<ObjectDisposedException>(() => context.Send(static _ => { }, null));
        Assert.Throws<ObjectDisposedException>(() => loop.Schedule(new NoWork()));
    }

    [Fact]
    public async Task Disposal_on_the_loop_itself_is_refused_and_the_loop_goes_on()
    {
        using TestHost host = TestHost.Start(HostKind.EventLoop);
        EventLoopHost loop = (EventLoopHost)host.Host!;
        ScriptedFlow flow = new(Step.Task("disposes", async _ =>
        {
            Assert.Throws<InvalidOperationException>(loop.Dispose);
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await loop.DisposeAsync());
        }));

        await flow.ExecuteAsync(host.Options).Within();
        await flow.ExecuteAsync(host.Options).Within();
    }

    [Fact]
    public async Task Callbacks_posted_before_disposal_run()
    {
        EventLoopHost loop = new();
        int done = 0;
        for (int i = 0; i < 1_000; i++)
        {
            loop.SynchronizationContext!.Post(_ => done++, null);
        }

        await loop.DisposeAsync();
        Assert.Equal(1_000, done);
    }

    [Fact]
    public async Task Disposal_waits_for_async_void_methods()
    {
        EventLoopHost loop = new();
        Gate gate = new();
        bool ended = false;
        async void Method()
        {
            await gate.Pass();
            ended = true;
        }

        loop.SynchronizationContext!.Post(_ => Method(), null);
        await gate.Reached.Within();
        Task disposal = loop.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        gate.Open();
        await disposal.Within();
        Assert.True(ended);
    }

    [Fact]
    public async Task A_caller_on_a_closing_loop_is_still_continued()
    {
        for (int i = 0; i < 200; i++)
        {
            EventLoopHost loop = new();
            SynchronizationContext context = loop.SynchronizationContext!;
            Gate gate = new();
            TaskCompletionSource<SynchronizationContext?> continued = new();
            ScriptedFlow flow = new(Step.Task("gated", _ => gate.Pass()), Step.Sync("sync", static _ => { }).After("gated"));
            async Task Call()
            {
                await flow.ExecuteAsync();
                continued.SetResult(SynchronizationContext.Current);
            }

            context.Post(_ => _ = Call(), null);
            await gate.Reached.Within();
            Task disposal = loop.DisposeAsync().AsTask();
            gate.Open();
            await disposal.Within();
            Assert.Same(context, await continued.Task.Within());
        }
    }

    [Fact]
    public async Task A_run_that_races_with_disposal_is_either_refused_or_completed()
    {
        ScriptedFlow flow = new(Step.Task("yields", static async _ => await Task.Yield()), Step.SyncOf("last", static _ => 1).After("yields"));
        for (int i = 0; i < 200; i++)
        {
            EventLoopHost loop = new();
            FlowOptions options = new() { Host = loop };
            Task<int>[] callers = [.. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                int finished = 0;
                try
                {
                    while (true)
                    {
                        FlowReport<long> report = await flow.RunAsync(options);
                        Assert.Equal(FlowStatus.Succeeded, report.Status);
                        finished++;
                    }
                }
                catch (ObjectDisposedException)
                {
                    return finished;
                }
            }))];
            await Task.Run(loop.Dispose).Within();
            await Task.WhenAll(callers).Within();
        }
    }

    [Fact]
    public async Task A_run_whose_clock_throws_does_not_keep_the_loop_alive()
    {
        EventLoopHost loop = new();
        ScriptedFlow flow = new(Step.Sync("never", static _ => Assert.Fail("started")));
        FlowOptions options = new() { Host = loop, TimeProvider = new BrokenClock() };

        FlowReport report = await flow.RunAsync(options).Within();
        Assert.IsType<StepFailure>(Assert.Single(report.Failures).InnerException);
        await loop.DisposeAsync().Within();
    }

    private static Thread ThreadOf(EventLoopHost loop)
    {
        Thread? thread = null;
        loop.SynchronizationContext!.Send(_ => thread = Thread.CurrentThread, null);
        return thread!;
    }

    // Begins as soon as the disposal in progress has closed the loop.
    private static async Task<ObjectDisposedException> Refuses(EventLoopHost loop)
    {
        ScriptedFlow flow = new(Step.Task("yields", static async _ => await Task.Yield()));
        while (true)
        {
            try
            {
                await flow.ExecuteAsync(new FlowOptions { Host = loop });
            }
            catch (ObjectDisposedException refused)
            {
                return refused;
            }
        }
    }

    private sealed class BrokenClock : TimeProvider
    {
        public override long GetTimestamp() => throw new StepFailure("clock");
    }

    private sealed class NoWork : FlowWorker
    {
        public override void Execute() => Assert.Fail("executed");
    }
}
