namespace AsyncFlow.Testing.Tests.Exploration;

public sealed class FindingTests
{
    private static readonly Action<LostUpdate> s_check = flow => Assert.Equal(2, flow.Sum);

    [Fact]
    public async Task The_message_contains_the_failure_the_events_and_the_schedule()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(() => new LostUpdate(), s_check).Within());
        Assert.Null(found.Seed);
        Assert.IsAssignableFrom<Xunit.Sdk.XunitException>(found.InnerException);
        Assert.Equal(
            $"""
            Flow 'LostUpdate' failed in schedule number 2: EqualException: {found.InnerException!.Message}
            Order of events:
                1  A started
                2  B started
                3  A continued
                4  A succeeded
                5  B continued
                6  B succeeded
            To have exactly this again: Explore.ReplayAsync(…, "0.1", …)
            """,
            found.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_exception_of_an_observer_fails_the_exploration_also_in_a_nested_run(bool isNested)
    {
        InvalidOperationException failure = new("observed");
        ExplorationOptions options = new() { Flow = new FlowOptions { Observer = new FailingObserver("A", failure) } };

        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(Create, (_, _) => { }, options).Within());

        Assert.Same(failure, found.InnerException);

        IFlow Create()
        {
            FlowBuilder outer = new("outer");
            outer.SubFlow("inner", new LostUpdate());
            return isNested ? outer.Build() : new LostUpdate();
        }
    }

    private sealed class FailingObserver(string step, Exception failure) : FlowObserver
    {
        public override void OnStepStarted(in StepStarted e)
        {
            if (e.Step.Name == step)
            {
                throw failure;
            }
        }
    }

    [Fact]
    public async Task A_replayed_schedule_gives_the_same_events()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.RandomAsync(() => new LostUpdate(), 100, s_check).Within());
        for (int i = 0; i < 50; i++)
        {
            ExplorationException again = await Assert.ThrowsAsync<ExplorationException>(() => Explore.ReplayAsync(() => new LostUpdate(), found.Schedule, s_check).Within());
            Assert.Equal(found.Events, again.Events);
            Assert.Equal(found.Schedule, again.Schedule);
        }
    }

    [Fact]
    public async Task The_seed_of_a_failure_gives_the_same_schedule()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.RandomAsync(() => new LostUpdate(), 100, s_check).Within());
        Assert.NotNull(found.Seed);
        Assert.Contains($"with seed {found.Seed}", found.Message, StringComparison.Ordinal);
        LostUpdate flow = new();
        await flow.ExecuteAsync(new FlowOptions { Host = new SimulationHost(found.Seed.Value) }).Within();
        Assert.Equal(1, flow.Sum);

        ExplorationException again = await Assert.ThrowsAsync<ExplorationException>(
            () => Explore.RandomAsync(() => new LostUpdate(), 1, s_check, new ExplorationOptions { FirstSeed = found.Seed.Value }).Within());
        Assert.Equal(found.Events, again.Events);
    }

    [Fact]
    public async Task RandomAsync_reports_how_many_schedules_were_different()
    {
        ExplorationResult result = await Explore.RandomAsync(() => new Parts(), 200).Within();
        Assert.Equal(200, result.Schedules);
        Assert.Equal(6, result.DistinctSchedules);
        Assert.False(result.IsComplete);
    }

    [Fact]
    public async Task A_failed_step_fails_the_schedule_unless_the_check_takes_the_report()
    {
        Exception thrown = new InvalidOperationException("broken");
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(Create).Within());
        Assert.Same(thrown, found.InnerException);
        Assert.Equal("S1 failed", found.Events[^2].ToString());
        Assert.Equal("S2 not run", found.Events[^1].ToString());

        ExplorationResult result = await Explore.AllAsync(Create, (_, report) => Assert.Equal(FlowStatus.Failed, report.Status)).Within();
        Assert.Equal(3, result.Schedules);

        GraphFlow Create() => new([[], [], [1]], step =>
        {
            if (step == 1)
            {
                throw thrown;
            }
        });
    }

    [Fact]
    public async Task An_exception_that_no_code_awaits_fails_the_schedule()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(() => new Forgetful()).Within());
        Assert.Equal("forgotten", found.InnerException!.Message);
    }

    [Fact]
    public async Task A_deadlock_fails_the_schedule_after_the_hang_limit()
    {
        // The time is up when both steps hold their first lock and have continued.
        ManualClock clock = new();
        ExplorationOptions options = new() { HangClock = clock };
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(
            () => Explore.AllAsync(() => new Embrace(clock.FireTimers), options: options).Within());
        Assert.Equal("The run has not ended after 30 s: its steps wait for each other, or for something outside of the simulation.", Assert.IsType<TimeoutException>(found.InnerException).Message);
        Assert.Equal(["A started", "B started", "A continued", "B continued"], found.Events.Select(static e => e.ToString()));
    }

    [Fact]
    public async Task Every_exception_that_no_code_awaits_is_in_the_failure()
    {
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(() => new Careless()).Within());
        AggregateException all = Assert.IsType<AggregateException>(found.InnerException);
        Assert.Equal(["first", "second", "step"], all.InnerExceptions.Select(static exception => exception.Message));
    }

    [Fact]
    public async Task An_exception_of_the_Independent_function_is_thrown()
    {
        InvalidOperationException thrown = new("unknown");
        ExplorationOptions options = new() { Independent = (_, _) => throw thrown };
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidOperationException>(() => Explore.AllAsync(() => new GraphFlow([[], []]), options: options).Within()));
    }

    [Fact]
    public async Task Cancellation_stops_the_exploration()
    {
        using CancellationTokenSource stop = new();
        int runs = 0;
        OperationCanceledException canceled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Explore.RandomAsync(
            () => new Parts(),
            int.MaxValue,
            _ =>
            {
                if (++runs == 10)
                {
                    stop.Cancel();
                }
            },
            cancellationToken: stop.Token).Within());
        Assert.Equal(stop.Token, canceled.CancellationToken);
        Assert.Equal(10, runs);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1.x")]
    [InlineData("-1")]
    public async Task A_malformed_schedule_is_refused(string schedule) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Explore.ReplayAsync(() => new Parts(), schedule).Within());

    [Fact]
    public async Task A_schedule_of_another_flow_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Explore.ReplayAsync(() => new Parts(), "7").Within());

    [Fact]
    public async Task Delays_end_in_the_order_of_virtual_time_in_every_schedule()
    {
        ExplorationResult result = await Explore.AllAsync(() => new Delays(), flow => Assert.Equal("short long", flow.Log)).Within();
        Assert.Equal(2, result.Schedules);
    }
}

[Flow]
internal sealed partial class Forgetful
{
    [Step]
    private static async Task Forget()
    {
        Throw();
        await Task.Yield();
        await Task.Yield();

        static async void Throw()
        {
            await Task.CompletedTask;
            throw new InvalidOperationException("forgotten");
        }
    }
}

[Flow]
internal sealed partial class Careless
{
    [Step]
    private static async Task Forget()
    {
        Throw("first");
        Throw("second");
        await Task.Yield();
        await Task.Yield();
        throw new InvalidOperationException("step");

        static async void Throw(string message)
        {
            await Task.CompletedTask;
            throw new InvalidOperationException(message);
        }
    }
}

[Flow]
internal sealed partial class Embrace(Action deadlocked)
{
    private readonly FlowLock _left = new();
    private readonly FlowLock _right = new();
    private int _holders;

    [Step]
    private Task A() => Take(_left, _right);

    [Step]
    private Task B() => Take(_right, _left);

    private async Task Take(FlowLock first, FlowLock second)
    {
        using (await first.EnterAsync())
        {
            await Task.Yield();
            if (++_holders == 2)
            {
                deadlocked();
            }

            using (await second.EnterAsync())
            {
            }

            _holders--;
        }
    }
}

[Flow]
internal sealed partial class Delays
{
    private readonly List<string> _log = [];

    public string Log => string.Join(' ', _log);

    [Step]
    private async Task Long(StepContext context)
    {
        await Task.Delay(TimeSpan.FromDays(2), context.TimeProvider);
        _log.Add("long");
    }

    [Step]
    private async Task Short(StepContext context)
    {
        await Task.Delay(TimeSpan.FromDays(1), context.TimeProvider);
        _log.Add("short");
    }
}
