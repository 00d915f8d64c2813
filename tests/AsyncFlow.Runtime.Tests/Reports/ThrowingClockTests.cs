namespace AsyncFlow.Runtime.Tests;

/// <summary>Clocks that throw: at the start or the end of a run or a step, or while one waits for a lock.</summary>
public class ThrowingClockTests
{
    [Theory]
    [InlineData(FailureMode.Cancel, true)]
    [InlineData(FailureMode.Cancel, false)]
    [InlineData(FailureMode.Continue, true)]
    [InlineData(FailureMode.Continue, false)]
    public async Task A_clock_that_throws_at_any_reading_causes_one_failure_of_the_run(FailureMode mode, bool onlyOnce)
    {
        ThrowingClock sound = new(static _ => false);
        Assert.Equal(FlowStatus.Succeeded, (await Flow().RunAsync(new FlowOptions { TimeProvider = sound }).Within()).Status);
        Assert.InRange(sound.Readings, 10, 20);

        for (int n = 1; n <= sound.Readings; n++)
        {
            FlowLock gate = new();
            ThrowingClock clock = new(reading => onlyOnce ? reading == n : reading >= n);

            FlowReport report = await Flow(gate).RunAsync(new FlowOptions { TimeProvider = clock, FailureMode = mode, Observer = new EventObserver() }).Within();

            Assert.Equal(FlowStatus.Failed, report.Status);
            Exception failure = Assert.Single(report.Failures);

            // Of two workers that read the clock at the same time either may be the first whose failure is recorded.
            Exception inner = Assert.Single(clock.AllThrown, thrown => thrown == failure.InnerException);
            Assert.Equal($"The TimeProvider '{typeof(ThrowingClock)}' of flow 'Timed' threw an exception: {inner.Message}.", failure.Message);
            Assert.Empty(report.ObserverFailures);
            Assert.True(gate.IsFree());
            Assert.All(report.Steps, static step => Assert.True(step.Start >= TimeSpan.Zero && step.Duration >= TimeSpan.Zero && step.LockWait >= TimeSpan.Zero, step.ToString()));
            Assert.True(report.Duration >= TimeSpan.Zero);
            if (mode == FailureMode.Continue)
            {
                Assert.All(report.Steps, static step => Assert.Equal(StepStatus.Succeeded, step.Status));
            }
        }
    }

    [Fact]
    public async Task ExecuteAsync_throws_the_failure_of_the_clock()
    {
        for (int n = 1; n <= 10; n++)
        {
            ThrowingClock clock = new(reading => reading == n);
            InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(
                () => Flow().ExecuteAsync(new FlowOptions { TimeProvider = clock, Observer = new EventObserver() }).Within());
            Assert.Same(clock.Thrown, thrown.InnerException);
        }
    }

    [Fact]
    public async Task A_clock_that_throws_at_any_reading_of_a_nested_run_ends_both_runs()
    {
        ScriptedFlow flow = new("Outer", [Step.Flow("flow", Flow())]);
        ThrowingClock sound = new(static _ => false);
        await flow.RunUntypedAsync(new FlowOptions { TimeProvider = sound }).Within();

        for (int n = 1; n <= sound.Readings; n++)
        {
            ThrowingClock clock = new(reading => reading >= n);

            FlowReport report = await flow.RunUntypedAsync(new FlowOptions { TimeProvider = clock }).Within();

            Assert.Equal(FlowStatus.Failed, report.Status);
            Assert.NotEmpty(report.Failures);
            Assert.All(report.Failures, failure => Assert.IsType<StepFailure>(failure.InnerException));
        }
    }

    [Fact]
    public async Task Time_stands_still_after_a_failure()
    {
        // The readings are at the start of the run, at the start of a, and at the end of a, which throws.
        ThrowingClock clock = new(static reading => reading == 3);
        ScriptedFlow flow = new("Timed", [Step.Task("a", static _ => Task.CompletedTask), Step.TaskOf("b", static _ => Task.FromResult(1L)).After("a")]);

        FlowReport report = await flow.RunAsync(new FlowOptions { TimeProvider = clock, FailureMode = FailureMode.Continue }).Within();

        Assert.Equal(3, clock.Readings);
        Assert.Equal(TimeSpan.FromMilliseconds(1), report.Duration);
        Assert.Equal([1, 1], report.Steps.Select(static step => step.Start.TotalMilliseconds));
        Assert.Equal([0, 0], report.Steps.Select(static step => step.Duration.TotalMilliseconds));
    }

    [Fact]
    public async Task A_clock_whose_frequency_throws_causes_a_failure()
    {
        ThrowingClock clock = new(static _ => false) { HasBrokenFrequency = true };

        FlowReport report = await Flow().RunAsync(new FlowOptions { TimeProvider = clock }).Within();

        Assert.Same(clock.Thrown, Assert.Single(report.Failures).InnerException);
        Assert.Equal(TimeSpan.Zero, report.Duration);
    }

    [Fact]
    public async Task A_clock_whose_frequency_is_not_positive_causes_a_failure()
    {
        FlowReport report = await Flow().RunAsync(new FlowOptions { TimeProvider = new StoppedClock() }).Within();

        Assert.Contains("TimestampFrequency is 0", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_clock_that_goes_backwards_gives_no_negative_times()
    {
        FlowReport report = await Flow().RunAsync(new FlowOptions { TimeProvider = new BackwardsClock() }).Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(TimeSpan.Zero, report.Duration);
        Assert.All(report.Steps, static step => Assert.Equal(TimeSpan.Zero, step.Duration));
    }

    // Steps of every kind. One of them waits for a lock that another one holds.
    private static ScriptedFlow Flow(FlowLock? gate = null)
    {
        gate ??= new FlowLock();
        return new ScriptedFlow(
            "Timed",
            [
                Step.Task("first", static async _ => await Task.Yield()).Holding(gate),
                Step.Sync("second", static _ => { }).Holding(gate),
                Step.Task("third", static _ => Task.CompletedTask).After("first"),
                Step.TaskOf("last", static async _ =>
                {
                    await Task.Yield();
                    return 1;
                }).After("second", "third"),
            ]);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long TimestampFrequency => 0;
    }

    private sealed class BackwardsClock : TimeProvider
    {
        private long _now = long.MaxValue;

        public override long GetTimestamp() => Interlocked.Decrement(ref _now);
    }
}
