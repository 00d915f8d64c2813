namespace AsyncFlow.Testing.Tests.Simulation;

public sealed class VirtualTimeTests
{
    [Fact]
    public async Task A_long_delay_takes_no_real_time()
    {
        SimulationHost simulation = new(0);
        await simulation.RunAsync(() => Task.Delay(TimeSpan.FromDays(40), simulation.TimeProvider)).Within();
        Assert.Equal(new DateTimeOffset(2000, 2, 10, 0, 0, 0, TimeSpan.Zero), simulation.TimeProvider.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(40), simulation.TimeProvider.GetElapsedTime(0));
    }

    [Fact]
    public async Task Timers_fire_in_the_order_of_due_time_and_creation()
    {
        SimulationHost simulation = new(5);
        List<string> fired = [];
        await simulation.RunAsync(async () =>
        {
            using ITimer late = Timer("late", 30);
            using ITimer first = Timer("first", 20);
            using ITimer second = Timer("second", 20);
            using ITimer periodic = Timer("tick", 8, 8);
            using ITimer disposed = Timer("disposed", 1);
            using ITimer changed = Timer("changed", 1);
            disposed.Dispose();
            Assert.False(disposed.Change(TimeSpan.Zero, TimeSpan.Zero));
            Assert.True(changed.Change(TimeSpan.FromMilliseconds(29), Timeout.InfiniteTimeSpan));
            await Task.Delay(TimeSpan.FromMilliseconds(32), simulation.TimeProvider);
        }).Within();
        Assert.Equal(["tick 8", "tick 16", "first 20", "second 20", "tick 24", "changed 29", "late 30", "tick 32"], fired);

        ITimer Timer(string name, int due, int period = 0) => simulation.TimeProvider.CreateTimer(
            _ => fired.Add($"{name} {simulation.TimeProvider.GetElapsedTime(0).TotalMilliseconds}"),
            null,
            TimeSpan.FromMilliseconds(due),
            TimeSpan.FromMilliseconds(period));
    }

    [Fact]
    public async Task Time_advances_only_when_nothing_is_ready()
    {
        SimulationHost simulation = new(1);
        await simulation.RunAsync(async () =>
        {
            Task delay = Task.Delay(TimeSpan.FromMilliseconds(1), simulation.TimeProvider);
            for (int i = 0; i < 100; i++)
            {
                await Task.Yield();
                Assert.False(delay.IsCompleted);
            }

            await delay;
        }).Within();
    }

    [Fact]
    public async Task A_timeout_cancels_at_its_virtual_time()
    {
        SimulationHost simulation = new(1);
        await simulation.RunAsync(async () =>
        {
            using CancellationTokenSource timeout = new(TimeSpan.FromMinutes(5), simulation.TimeProvider);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromDays(1), simulation.TimeProvider, timeout.Token));
            Assert.Equal(TimeSpan.FromMinutes(5), simulation.TimeProvider.GetElapsedTime(0));
        }).Within();
    }

    [Fact]
    public async Task ConfigureAwait_false_after_a_virtual_delay_stays_in_the_simulation()
    {
        SimulationHost simulation = new(1);
        await simulation.RunAsync(async () =>
        {
            int thread = 0;
            ITimer timer = simulation.TimeProvider.CreateTimer(_ => thread = Environment.CurrentManagedThreadId, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await using (timer.ConfigureAwait(false))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), simulation.TimeProvider).ConfigureAwait(false);
                Assert.Equal(thread, Environment.CurrentManagedThreadId);
            }
        }).Within();
    }

    [Fact]
    public async Task Time_stands_still_after_code_that_left_a_timer_behind()
    {
        for (int i = 0; i < 200; i++)
        {
            SimulationHost simulation = new(1);
            int ticks = 0;
            ITimer? forgotten = null;
            await simulation.RunAsync(async () =>
            {
                forgotten = simulation.TimeProvider.CreateTimer(_ => ticks++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromSeconds(9.5), simulation.TimeProvider);
            }).Within();

            // Time advances only while the loop runs, so the next code finds it as the last code left it.
            Assert.Equal(TimeSpan.FromSeconds(9.5), await simulation.RunAsync(() => Task.FromResult(simulation.TimeProvider.GetElapsedTime(0))).Within());
            Assert.Equal(9, ticks);
            forgotten!.Dispose();
        }
    }

    [Fact]
    public async Task Time_never_moves_backwards_and_does_not_overflow()
    {
        SimulationHost simulation = new(1);
        List<string> fired = [];
        await simulation.RunAsync(async () =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.TimeProvider);
            using ITimer never = Timer("never", TimeSpan.MaxValue);
            using ITimer now = Timer("now", TimeSpan.FromTicks(-1));
            await Task.Delay(TimeSpan.FromSeconds(1), simulation.TimeProvider);
        }).Within();
        Assert.Equal(["now 00:00:01"], fired);

        ITimer Timer(string name, TimeSpan due) => simulation.TimeProvider.CreateTimer(
            _ => fired.Add($"{name} {simulation.TimeProvider.GetElapsedTime(0)}"), null, due, Timeout.InfiniteTimeSpan);
    }
}
