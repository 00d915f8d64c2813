namespace AsyncFlow.Runtime.Tests;

/// <summary>Hosts that break their contract: the run still ends, reports the reason, and leaves no work behind.</summary>
public class BrokenHostTests
{
    public static TheoryData<string, int, bool, FailureMode> Breakages
    {
        get
        {
            TheoryData<string, int, bool, FailureMode> all = new();
            foreach (string kind in new[] { "context", "scheduler", "host" })
            {
                foreach (FailureMode mode in Enum.GetValues<FailureMode>())
                {
                    for (int at = 1; at <= 4; at++)
                    {
                        all.Add(kind, at, false, mode);
                        all.Add(kind, at, true, mode);
                    }
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Breakages))]
    public async Task A_host_that_throws_fails_the_run_with_an_exception_that_names_it(string kind, int at, bool forGood, FailureMode mode)
    {
        Breakage breakage = new(at, forGood);
        FlowHost host = kind switch
        {
            "context" => FlowHost.From(new BrokenContext(breakage)),
            "scheduler" => FlowHost.From(new BrokenScheduler(breakage)),
            _ => new BrokenHost(breakage),
        };
        Gate first = new(), second = new();
        FlowLock held = new();
        SemaphoreSlim permits = new(1);
        int running = 0;
        Step Gated(string name, Gate gate) => Step.TaskOf(name, _ =>
        {
            Interlocked.Increment(ref running);
            return Left(gate.Pass());
        });
        async Task<long> Left(Task<long> passing)
        {
            long result = await passing.ConfigureAwait(false);
            Interlocked.Decrement(ref running);
            return result;
        }

        ScriptedFlow flow = new(
            "Unlucky",
            [
                Gated("first", first).Holding(held),
                Step.Sync("sync", static _ => { }).Holding(permits),
                Gated("second", second).After("sync").Holding(permits),
                Step.Sync("waits for a lock", static _ => { }).After("sync").Holding(held, permits),
                Step.Task("last", static _ => Task.CompletedTask).After("first", "second"),
                Step.Sync("very last", static _ => { }).After("last", "waits for a lock"),
            ],
            failureMode: mode);

        Task<FlowReport<long>> run = Task.Run(async () => await flow.RunAsync(new FlowOptions { Host = host }));
        foreach (Gate gate in new[] { first, second })
        {
            await Task.WhenAny(run, gate.Reached).Within();
            gate.Open();
        }

        FlowReport<long> report = await run.Within();

        Assert.Equal(0, running);
        Assert.True(held.IsFree());
        Assert.True(permits.IsFree());
        if (breakage.Calls < at || report.Status == FlowStatus.Succeeded)
        {
            // That call was not needed this time: other threads did the work before it failed.
            Assert.Equal(FlowStatus.Succeeded, report.Status);
            Assert.All(report.Steps, static step => Assert.Equal(StepStatus.Succeeded, step.Status));
            return;
        }

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Contains(report.Steps, static step => step.Status == StepStatus.NotRun);
        Assert.All(report.Steps, static step => Assert.True(step.Status is StepStatus.NotRun or StepStatus.Succeeded));
        Assert.All(report.Failures, failure =>
        {
            InvalidOperationException told = Assert.IsType<InvalidOperationException>(failure);
            Assert.Contains($"'{host}'", told.Message, StringComparison.Ordinal);
            Assert.Contains("'Unlucky'", told.Message, StringComparison.Ordinal);
            Assert.Contains(breakage.Failure.Message, told.Message, StringComparison.Ordinal);
            Assert.Same(breakage.Failure, told.InnerException);
        });
        Assert.NotEmpty(report.Failures);
        Assert.Equal(0, (host as BrokenHost)?.Runs ?? 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_on_a_context_that_runs_nothing_ends_when_the_caller_cancels(bool withSynchronousRoot)
    {
        DeadContext context = new();
        FlowLock held = new();
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(
            withSynchronousRoot ? Step.Sync("root", static _ => { }) : Step.Task("root", static _ => Task.CompletedTask),
            Step.Task("next", static _ => Task.CompletedTask).After("root").Holding(held),
            Step.Sync("last", static _ => { }).After("next").Holding(held));

        Task<FlowReport<long>> run = Task.Run(async () => await flow.RunAsync(new FlowOptions { Host = FlowHost.From(context) }, null, source.Token));
        await context.Posted.Within();
        Assert.False(run.IsCompleted);
        await source.CancelAsync();
        FlowReport<long> report = await run.Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(
            [withSynchronousRoot ? StepStatus.Succeeded : StepStatus.NotRun, StepStatus.NotRun, StepStatus.NotRun],
            report.Steps.Select(static step => step.Status));
        Assert.True(held.IsFree());
    }

    [Fact]
    public async Task A_failing_synchronous_step_ends_a_run_on_a_context_that_runs_nothing()
    {
        DeadContext context = new();
        StepFailure failure = new("sync");
        ScriptedFlow flow = new(
            Step.Task("never", static _ => Task.CompletedTask),
            Step.Sync("fails", _ =>
            {
                Assert.True(context.Posted.Wait(Hang.Limit));
                throw failure;
            }));

        Task<long> run = Task.Run(async () => await flow.ExecuteAsync(new FlowOptions { Host = FlowHost.From(context) }));
        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => run.Within()));
    }

    [Fact]
    public async Task A_host_can_refuse_a_run()
    {
        StepFailure refusal = new("refused");
        BrokenHost host = new(new Breakage(0, forGood: false)) { RefusesRuns = refusal };
        RecordingObserver observer = new();
        ScriptedFlow flow = new(Step.Sync("never", static _ => Assert.Fail("started")));

        Assert.Same(refusal, await Assert.ThrowsAsync<StepFailure>(async () => await flow.RunAsync(new FlowOptions { Host = host, Observer = observer })));
        Assert.Empty(observer.Lines);
    }

    [Fact]
    public async Task RunEnded_is_called_once_for_every_run()
    {
        BrokenHost host = new(new Breakage(0, forGood: false));
        FlowOptions options = new() { Host = host };
        using CancellationTokenSource canceled = new();
        await canceled.CancelAsync();
        ScriptedFlow good = new(Step.Task("yields", static async _ => await Task.Yield()), Step.Sync("last", static _ => { }).After("yields"));
        ScriptedFlow bad = new(Step.Task("yields", static async _ => await Task.Yield()), Step.Sync("fails", static _ => throw new StepFailure("bad")).After("yields"));
        for (int i = 0; i < 50; i++)
        {
            await good.ExecuteAsync(options);
            await Assert.ThrowsAsync<StepFailure>(async () => await bad.ExecuteAsync(options));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await good.ExecuteAsync(options, null, canceled.Token));
            await EmptyFlow.ExecuteAsync(options);
            await EmptyFlow.RunAsync(options);
        }

        // The host is notified last, possibly just after the caller.
        Assert.True(SpinWait.SpinUntil(() => host.Runs == 0, Hang.Limit));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(10, false)]
    [InlineData(1_000, true)]
    [InlineData(1_000, false)]
    public async Task A_host_that_executes_workers_inline_is_tolerated(int width, bool isContext)
    {
        FlowHost host = isContext ? FlowHost.From(new InlineContext()) : FlowHost.From(new InlineScheduler());
        int ran = 0;
        Step[] steps = [.. Enumerable.Range(0, width).Select(i => i % 2 == 0
            ? Step.Sync($"s{i}", _ => Interlocked.Increment(ref ran))
            : Step.Task($"s{i}", async _ =>
            {
                await Task.Yield();
                Interlocked.Increment(ref ran);
            }))];

        AsyncLocal<int> local = new() { Value = 1 };
        await Task.Run(async () =>
        {
            ValueTask<long> run = new ScriptedFlow(steps).ExecuteAsync(new FlowOptions { Host = host });
            Assert.False(ExecutionContext.IsFlowSuppressed());
            Assert.Equal(1, local.Value);
            await run;
        }).Within();
        Assert.Equal(width, ran);
    }

    private sealed class InlineScheduler : TaskScheduler
    {
        protected override void QueueTask(Task task) => TryExecuteTask(task);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => TryExecuteTask(task);

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }

    private sealed class InlineContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => d(state);
    }
}
