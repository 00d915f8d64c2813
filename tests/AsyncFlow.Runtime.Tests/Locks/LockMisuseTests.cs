namespace AsyncFlow.Runtime.Tests;

/// <summary>Locks that are missing, broken or disposed: the step fails with a clear exception, and the run still ends.</summary>
public class LockMisuseTests
{
    // The first step does not use the lock. The last step checks that every lock is free again.
    private static ScriptedFlow Around(Step step) => new("Misused", [Step.Sync("before", static _ => { }), step.After("before")]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_null_lock_fails_the_step_and_is_named(bool amongOthers)
    {
        FlowLock other = new();
        Step step = Step.Sync("Save", static _ => throw new StepFailure("started"));
        step = amongOthers ? step.HoldingNamed("_other", () => other).HoldingNamed("_disk", static () => null) : step.HoldingNamed("_disk", static () => null);

        FlowReport report = await Around(step).RunAsync().Within();

        Exception failure = Assert.Single(report.Failures);
        Assert.Contains("_disk", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Save", failure.Message, StringComparison.Ordinal);
        Assert.Contains("null", failure.Message, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.Same(failure, report.Steps[1].Exception);
        Assert.True(other.IsFree());
    }

    [Fact]
    public async Task An_object_that_is_not_a_lock_fails_the_step_and_is_named()
    {
        FlowReport report = await Around(Step.Sync("Save", static _ => { }).HoldingNamed("_disk", static () => "no lock")).RunAsync().Within();

        Assert.Contains("_disk", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_semaphore_fails_the_step_and_is_named()
    {
        SemaphoreSlim disposed = new(1);
        disposed.Dispose();
        FlowLock other = new();
        Step step = Step.Sync("Save", static _ => throw new StepFailure("started")).HoldingNamed("_other", () => other).HoldingNamed("_disk", () => disposed);

        FlowReport report = await Around(step).RunAsync().Within();

        Exception failure = Assert.Single(report.Failures);
        Assert.Contains("_disk", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Save", failure.Message, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.True(other.IsFree());
    }

    [Fact]
    public async Task A_semaphore_disposed_while_the_step_holds_it_is_a_failure_and_the_run_ends()
    {
        SemaphoreSlim semaphore = new(1);
        ScriptedFlow flow = Around(Step.Sync("Save", _ => semaphore.Dispose()).HoldingNamed("_disk", () => semaphore));

        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Contains("_disk", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_that_throws_on_acquire_fails_the_step_with_that_exception(bool later)
    {
        StepFailure failure = new("acquire");
        FlowLock older = new();
        TestLock broken = new() { ThrowsOnAcquire = failure, ThrowsLater = later };
        FlowLock younger = new();
        Step step = Step.Sync("Save", static _ => throw new StepFailure("started")).Holding(younger, broken, older);
        ScriptedFlow flow = Around(step);

        for (int i = 0; i < 20; i++)
        {
            FlowReport report = await flow.RunAsync().Within();

            Assert.Same(failure, Assert.Single(report.Failures));
            Assert.Same(failure, report.Steps[1].Exception);
            Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
            Assert.True(older.IsFree() && younger.IsFree());
        }

        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within()));
    }

    [Fact]
    public async Task A_lock_whose_getter_throws_fails_the_step_with_that_exception()
    {
        StepFailure failure = new("getter");
        FlowLock other = new();
        Step step = Step.Sync("Save", static _ => { }).HoldingNamed("_other", () => other).HoldingNamed("_disk", () => throw failure);

        FlowReport report = await Around(step).RunAsync().Within();

        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.True(other.IsFree());
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("completed")]
    [InlineData("yields")]
    public async Task A_lock_that_throws_on_release_is_a_failure_and_the_other_locks_are_released(string kind)
    {
        StepFailure failure = new("release");
        FlowLock older = new();
        TestLock broken = new() { ThrowsOnRelease = failure };
        FlowLock younger = new();
        Step step = kind switch
        {
            "sync" => Step.Sync("Save", static _ => { }),
            "completed" => Step.Task("Save", static _ => Task.CompletedTask),
            _ => Step.Task("Save", static async _ => await Task.Yield()),
        };

        FlowReport report = await Around(step.Holding(older, broken, younger)).RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.True(older.IsFree() && younger.IsFree());
        Assert.False(broken.IsHeld);
    }

    [Fact]
    public async Task Every_lock_that_throws_on_release_is_reported()
    {
        StepFailure[] failures = [new("first"), new("second")];
        TestLock[] broken = [new() { ThrowsOnRelease = failures[0] }, new() { ThrowsOnRelease = failures[1] }];

        FlowReport report = await Around(Step.Sync("Save", static _ => { }).Holding(broken)).RunAsync().Within();

        Assert.Equal(failures.ToHashSet<Exception>(), report.Failures.ToHashSet());
    }

    [Fact]
    public async Task A_failing_step_whose_lock_throws_on_release_reports_both_failures_and_throws_its_own()
    {
        StepFailure own = new("own"), release = new("release");
        TestLock broken = new() { ThrowsOnRelease = release };
        ScriptedFlow flow = Around(Step.Sync("Save", _ => throw own).Holding(broken));

        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal<Exception>([own, release], report.Failures);
        Assert.Same(own, report.Steps[1].Exception);
        Assert.Same(own, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within()));
    }

    [Fact]
    public async Task A_lock_that_throws_a_cancellation_of_its_own_fails_the_step()
    {
        OperationCanceledException cancelled = new("not cancelled");
        ScriptedFlow flow = Around(Step.Sync("Save", static _ => { }).Holding(new TestLock { ThrowsOnAcquire = cancelled, ThrowsLater = true }));

        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Same(cancelled, Assert.Single(report.Failures));
    }

    [Fact]
    public async Task A_lock_that_is_granted_after_the_run_was_cancelled_is_released()
    {
        StubbornLock stubborn = new();
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(Step.Sync("Save", static _ => throw new StepFailure("started")).Holding(stubborn));

        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
        await stubborn.Asked.Within();
        source.Cancel();
        stubborn.Grant();
        FlowReport report = await run.Within();

        Assert.Equal(StepStatus.NotRun, Assert.Single(report.Steps).Status);
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(1, stubborn.Releases);
    }

    [Fact]
    public async Task A_lock_does_not_see_execution_context_changes_of_a_step()
    {
        AsyncLocal<string?> local = new();
        SpyLock spy = new(() => local.Value);
        ScriptedFlow flow = new(
            Step.Task("spoils", _ =>
            {
                local.Value = "spoilt";
                return Task.CompletedTask;
            }),
            Step.Sync("holds", static _ => { }).After("spoils").Holding(spy));

        await flow.ExecuteAsync().Within();

        Assert.DoesNotContain("spoilt", spy.Seen);
    }

    // Ignores its token.
    private sealed class StubbornLock : IFlowLock
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _granted = new();
        private int _releases;

        public Task Asked => _asked.Task;

        public int Releases => Volatile.Read(ref _releases);

        public ValueTask AcquireAsync(CancellationToken cancellationToken)
        {
            _asked.SetResult();
            return new(_granted.Task);
        }

        public void Grant() => ForeignStack.Run(_granted.SetResult);

        public void Release() => Interlocked.Increment(ref _releases);
    }

    private sealed class SpyLock(Func<string?> read) : IFlowLock
    {
        public List<string?> Seen { get; } = [];

        public ValueTask AcquireAsync(CancellationToken cancellationToken)
        {
            Seen.Add(read());
            return ValueTask.CompletedTask;
        }

        public void Release() => Seen.Add(read());
    }
}
