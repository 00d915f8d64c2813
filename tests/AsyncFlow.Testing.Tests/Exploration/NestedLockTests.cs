namespace AsyncFlow.Testing.Tests;

/// <summary>Two steps each hold a lock and run flows whose steps need the other one. Every order is tried.</summary>
public partial class NestedLockTests
{
    [Fact]
    public async Task In_every_schedule_at_least_one_of_two_steps_succeeds_and_no_lock_stays_taken()
    {
        HashSet<string> outcomes = [];
        ExplorationResult result = await Explore.AllAsync(
            static () => new Crossed(new FlowLock(), new FlowLock()),
            (flow, report) =>
            {
                Assert.All(report.Failures, static failure => Assert.Contains("cannot wait for lock", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
                outcomes.Add(string.Join(' ', report.Steps.Select(static step => step.Status)));
                Assert.True(flow.First.TryAcquire() && flow.Second.TryAcquire());
            }).Within();

        Assert.True(result.IsComplete);
        Assert.Equal(["Failed Succeeded", "Succeeded Failed", "Succeeded Succeeded"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Locks_of_other_types_behave_alike()
    {
        HashSet<string> outcomes = [];
        await Explore.RandomAsync(
            static () => new CrossedSemaphores(new SemaphoreSlim(1), new SemaphoreSlim(1)),
            500,
            (flow, report) =>
            {
                Assert.All(report.Failures, static failure => Assert.Contains("cannot wait for lock", Assert.IsType<InvalidOperationException>(failure).Message, StringComparison.Ordinal));
                outcomes.Add(string.Join(' ', report.Steps.Select(static step => step.Status)));
                Assert.Equal((1, 1), (flow.First.CurrentCount, flow.Second.CurrentCount));
            }).Within();

        Assert.Equal(["Failed Succeeded", "Succeeded Failed", "Succeeded Succeeded"], outcomes.Order(StringComparer.Ordinal));
    }

    [Flow(FailureMode = FailureMode.Continue)]
    internal sealed partial class Crossed(FlowLock first, FlowLock second)
    {
        [Step, WithLock(nameof(first))]
        private readonly Needs _forth = new(second);

        [Step, WithLock(nameof(second))]
        private readonly Needs _back = new(first);

        public FlowLock First => first;

        public FlowLock Second => second;
    }

    [Flow]
    internal sealed partial class Needs(FlowLock other)
    {
        [Step, WithLock(nameof(other))]
        private static async Task Use() => await Task.Yield();
    }

    [Flow(FailureMode = FailureMode.Continue)]
    internal sealed partial class CrossedSemaphores(SemaphoreSlim first, SemaphoreSlim second)
    {
        [Step, WithLock(nameof(first))]
        private readonly NeedsSemaphore _forth = new(second);

        [Step, WithLock(nameof(second))]
        private readonly NeedsSemaphore _back = new(first);

        public SemaphoreSlim First => first;

        public SemaphoreSlim Second => second;
    }

    [Flow]
    internal sealed partial class NeedsSemaphore(SemaphoreSlim other)
    {
        [Step, WithLock(nameof(other))]
        private static async Task Use() => await Task.Yield();
    }
}
