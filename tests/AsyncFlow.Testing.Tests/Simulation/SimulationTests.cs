namespace AsyncFlow.Testing.Tests.Simulation;

public sealed class SimulationTests
{
    [Fact]
    public async Task Steps_of_several_runs_never_run_in_parallel()
    {
        int inside = 0;
        int[][] graph = [.. Enumerable.Repeat(Array.Empty<int>(), 50)];
        GraphFlow flow = new(graph, _ =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Thread.SpinWait(1000);
            Interlocked.Decrement(ref inside);
        });
        SimulationHost simulation = new(1);
        FlowOptions options = new() { Host = simulation };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => flow.ExecuteAsync(options).AsTask()))).Within();
    }

    [Fact]
    public async Task A_single_threaded_flow_is_accepted() =>
        await new Alone().ExecuteAsync(new FlowOptions { Host = new SimulationHost(0) }).Within();

    [Fact]
    public async Task Flows_started_inside_the_simulation_run_on_it()
    {
        SimulationHost simulation = new(1);
        using Shop shop = new();
        int answer = await simulation.RunAsync(async () =>
        {
            await shop.ExecuteAsync();
            return 42;
        }).Within();
        Assert.Equal(42, answer);
        Assert.Equal(TimeSpan.FromHours(1), simulation.TimeProvider.GetElapsedTime(0));
    }

    [Fact]
    public async Task A_run_waits_for_work_outside_of_the_simulation()
    {
        TaskCompletionSource outside = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Outside flow = new(outside.Task);
        Task run = flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(1) }).AsTask();
        await flow.HasLeft.Within();
        Assert.False(run.IsCompleted);
        outside.SetResult();
        await run.Within();
        Assert.Equal(3, flow.Computed);
    }

    [Fact]
    public async Task The_callers_cancellation_ends_a_run()
    {
        using CancellationTokenSource caller = new();
        Task run = new Outside(new TaskCompletionSource().Task.WaitAsync(caller.Token)).ExecuteAsync(new FlowOptions { Host = new SimulationHost(1) }, caller.Token).AsTask();
        await caller.CancelAsync();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Within());
        Assert.Equal(caller.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task An_exception_that_no_code_awaits_raises_UnhandledException()
    {
        SimulationHost simulation = new(1);
        List<object> raised = [];
        simulation.UnhandledException += (_, arguments) => raised.Add(arguments.ExceptionObject);
        InvalidOperationException fromVoid = new("async void");
        InvalidOperationException fromTimer = new("timer");
        await simulation.RunAsync(async () =>
        {
            Forget();
            await using ITimer timer = simulation.TimeProvider.CreateTimer(_ => throw fromTimer, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await Task.Delay(TimeSpan.FromSeconds(2), simulation.TimeProvider);
        }).Within();
        Assert.Equal([fromVoid, fromTimer], raised);

        async void Forget()
        {
            await Task.Yield();
            throw fromVoid;
        }
    }

    [Fact]
    public async Task RunAsync_throws_what_the_code_throws()
    {
        SimulationHost simulation = new(1);
        InvalidOperationException thrown = new("at once");
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => simulation.RunAsync((Func<Task>)(() => throw thrown)).Within()));
        await Assert.ThrowsAsync<InvalidOperationException>(() => simulation.RunAsync<int>(() => null!).Within());
    }

    [Fact]
    public async Task RunAsync_takes_functions_that_return_a_ValueTask()
    {
        SimulationHost simulation = new(1);
        InvalidOperationException thrown = new("at once");
        Alone flow = new();
        int called = 0;
        Func<ValueTask> untyped = () =>
        {
            called++;
            return default;
        };

        await simulation.RunAsync(() => flow.ExecuteAsync()).Within();
        Assert.Equal(FlowStatus.Succeeded, (await simulation.RunAsync(() => flow.RunAsync()).Within()).Status);
        await simulation.RunAsync(untyped).Within();
        await simulation.RunAsync(Untyped).Within();
        Assert.Equal(8, await simulation.RunAsync(Typed).Within());
        Assert.Equal(3, called);
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => simulation.RunAsync(() => ValueTask.FromException(thrown)).Within()));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => simulation.RunAsync(() => ValueTask.FromException<int>(thrown)).Within()));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => simulation.RunAsync((Func<ValueTask>)(() => throw thrown)).Within()));
        Assert.Throws<ArgumentNullException>(() => { _ = simulation.RunAsync((Func<ValueTask>)null!); });
        Assert.Throws<ArgumentNullException>(() => { _ = simulation.RunAsync((Func<ValueTask<int>>)null!); });

        async ValueTask Untyped()
        {
            Assert.Same(simulation, FlowHost.From(SynchronizationContext.Current!));
            await Task.Delay(TimeSpan.FromDays(1), simulation.TimeProvider);
            called++;
        }

        async ValueTask<int> Typed()
        {
            await Untyped();
            return 8;
        }
    }

    [Fact]
    public async Task RunAsync_takes_an_async_lambda_as_one_that_returns_a_Task()
    {
        SimulationHost simulation = new(1);
        int called = 0;

        await simulation.RunAsync(async () =>
        {
            await Task.Yield();
            called++;
        }).Within();

        Assert.Equal(8, await simulation.RunAsync(async () =>
        {
            await Task.Yield();
            return 7 + called;
        }).Within());
    }

    [Fact]
    public async Task Send_runs_code_in_the_simulation_and_waits_for_it()
    {
        SimulationHost simulation = new(1);
        SynchronizationContext context = await simulation.RunAsync(() => Task.FromResult(SynchronizationContext.Current!)).Within();
        string order = "";
        await Task.Run(() => context.Send(_ => context.Send(_ => order += "a", null), null)).Within();
        Assert.Equal("a", order);
    }
}

[Flow(SingleThreaded = true)]
internal sealed partial class Alone
{
    [Step]
    private static async Task Breathe() => await Task.Yield();
}

[Flow]
internal sealed partial class Outside(Task elsewhere)
{
    private readonly TaskCompletionSource _hasLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Computed { get; private set; }

    public Task HasLeft => _hasLeft.Task;

    [Step]
    private async Task Leave()
    {
        _hasLeft.SetResult();
        await elsewhere;
        Computed += await Task.Run(() => 1);
    }

    [Step]
    private async Task LeaveForGood()
    {
        await Task.Run(() => { }).ConfigureAwait(false);
        await elsewhere.ConfigureAwait(false);
    }

    [Step(nameof(Leave), nameof(LeaveForGood))]
    private void Add() => Computed += 2;
}
