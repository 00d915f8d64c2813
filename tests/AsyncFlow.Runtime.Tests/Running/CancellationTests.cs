namespace AsyncFlow.Runtime.Tests;

public class CancellationTests
{
    [Fact]
    public async Task A_token_that_is_already_cancelled_starts_nothing()
    {
        ScriptedFlow flow = new(
            Step.Task("async", static _ => throw new StepFailure("started")),
            Step.Sync("sync", static _ => throw new StepFailure("started")));
        CancellationToken token = new(canceled: true);

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flow.ExecuteAsync(cancellationToken: token).Within());
        FlowReport<long> report = await flow.RunAsync(cancellationToken: token).Within();

        Assert.Equal(token, thrown.CancellationToken);
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.All(report.Steps, static step => Assert.Equal(StepStatus.NotRun, step.Status));
        Assert.Empty(report.Failures);
        Assert.Equal(token, Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed).CancellationToken);
    }

    [Fact]
    public async Task A_flow_without_steps_succeeds_despite_a_cancelled_token()
    {
        // All of its zero steps succeeded.
        await EmptyFlow.ExecuteAsync(null, new CancellationToken(canceled: true)).Within();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_further_step_starts_and_the_callers_token_is_in_the_exception(bool cancelInCallersPhase)
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(
            cancelInCallersPhase
                ? Step.Task("cancels", _ =>
                {
                    source.Cancel();
                    return Task.CompletedTask;
                })
                : Step.Sync("cancels", _ => source.Cancel()),
            Step.Sync("sync", static _ => throw new StepFailure("started")).After("cancels"),
            Step.Task("async", static _ => throw new StepFailure("started")).After("cancels"));

        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flow.ExecuteAsync(cancellationToken: source.Token).Within());

        Assert.Equal(source.Token, thrown.CancellationToken);
    }

    [Fact]
    public async Task Running_steps_see_the_token_and_are_awaited()
    {
        using CancellationTokenSource source = new();
        Gate ignoring = new();
        ScriptedFlow flow = new(
            Step.Task("obeys", static call => Task.Delay(Timeout.Infinite, call.Token)),
            Step.TaskOf("ignores", _ => ignoring.Pass()),
            Step.Sync("after", static _ => { }).After("ignores"));

        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
        await ignoring.Reached.Within();
        source.Cancel();
        Assert.False(run.IsCompleted);
        ignoring.Open();
        FlowReport report = await run.Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal([StepStatus.Canceled, StepStatus.Succeeded, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.IsAssignableFrom<OperationCanceledException>(report.Steps[0].Exception);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task A_run_whose_steps_all_succeed_despite_cancellation_returns_the_result()
    {
        using CancellationTokenSource source = new();
        Gate gate = new();
        ScriptedFlow flow = new(Step.Task("other", static _ => Task.CompletedTask), Step.TaskOf("last", _ => gate.Pass()));

        Task<long> run = flow.ExecuteAsync(cancellationToken: source.Token).AsTask();
        await gate.Reached.Within();
        source.Cancel();
        gate.Open(8);

        Assert.Equal(8, await run.Within());
    }

    [Fact]
    public async Task A_run_whose_last_step_cancels_and_succeeds_returns_the_result()
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(Step.SyncOf("last", _ =>
        {
            source.Cancel();
            return 8;
        }));

        FlowReport<long> report = await flow.RunAsync(cancellationToken: source.Token).Within();

        Assert.Equal(FlowStatus.Succeeded, report.Status);
        Assert.Equal(8, report.Output);
    }

    [Fact]
    public async Task A_failure_after_cancellation_is_reported_and_the_cancellation_is_thrown()
    {
        using CancellationTokenSource source = new();
        Gate gate = new();
        StepFailure failure = new("late");
        ScriptedFlow flow = new(Step.TaskOf("fails", _ => gate.Pass()), Step.Sync("next", static _ => { }).After("fails"));

        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
        await gate.Reached.Within();
        source.Cancel();
        gate.Fail(failure);
        FlowReport report = await run.Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Equal(StepStatus.Failed, report.Steps[0].Status);
        Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed).CancellationToken);
    }

    [Fact]
    public async Task A_cancellation_after_a_failure_does_not_hide_the_failure()
    {
        using CancellationTokenSource source = new();
        Gate fail = new(), other = new(), sawFailure = new();
        StepFailure failure = new("first");
        ScriptedFlow flow = new(
            Step.TaskOf("fails", _ => fail.Pass()),
            Step.Task("other", async call =>
            {
                call.Token.Register(() => sawFailure.Pass());
                await other.Pass();
                call.Token.ThrowIfCancellationRequested();
            }));

        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
        await other.Reached.Within();
        fail.Fail(failure);
        await sawFailure.Reached.Within();
        source.Cancel();
        other.Open();
        FlowReport report = await run.Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal([StepStatus.Failed, StepStatus.Canceled], report.Steps.Select(static step => step.Status));
        Assert.Same(failure, Assert.Throws<StepFailure>(report.ThrowIfFailed));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("in the caller's phase")]
    [InlineData("after a yield")]
    public async Task A_cancellation_by_a_step_that_then_fails_comes_first(string how)
    {
        using CancellationTokenSource source = new();
        StepFailure failure = new("then");
        Task? CancelAndFail()
        {
            source.Cancel();
            throw failure;
        }

        ScriptedFlow flow = new(how switch
        {
            "sync" => Step.Sync("both", _ => CancelAndFail()),
            "in the caller's phase" => Step.Task("both", _ => CancelAndFail()),
            _ => Step.Task("both", async _ =>
            {
                await Task.Yield();
                await CancelAndFail()!;
            }),
        });

        await Caller.OnOwnThread(async () =>
        {
            FlowReport report = await flow.RunAsync(cancellationToken: source.Token);

            Assert.Equal(FlowStatus.Canceled, report.Status);
            Assert.Same(failure, Assert.Single(report.Failures));
            Assert.Equal(source.Token, Assert.ThrowsAny<OperationCanceledException>(report.ThrowIfFailed).CancellationToken);
        });
    }

    [Fact]
    public async Task A_failure_while_the_callers_token_is_still_being_cancelled_came_second()
    {
        // The callback of the step runs before that of the engine, because the last registered one runs first. It lets the
        // step fail while the token is cancelled but the engine does not know it yet.
        using CancellationTokenSource source = new();
        Gate gate = new();
        TaskCompletionSource reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ScriptedFlow flow = new(
            Step.Sync("makes the engine register", static _ => { }),
            Step.Task("fails", async _ =>
            {
                source.Token.Register(() =>
                {
                    gate.Fail(new StepFailure("because of the cancellation"));
                    Assert.True(reported.Task.Wait(Hang.Limit));
                });
                await gate.Pass();
            }).After("makes the engine register"));
        ActingObserver observer = new() { StepCompleted = report => { if (report.Name == "fails") { reported.SetResult(); } } };

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { Observer = observer }, cancellationToken: source.Token).AsTask();
        await gate.Reached.Within();
        await Task.Run(source.Cancel).Within();

        Assert.Equal(FlowStatus.Canceled, (await run.Within()).Status);
    }

    [Fact]
    public async Task A_step_that_waits_for_a_lock_is_not_run()
    {
        using CancellationTokenSource source = new();
        Gate holder = new();
        FlowLock gate = new();
        ScriptedFlow flow = new(
            Step.TaskOf("holder", _ => holder.Pass()).Holding(gate),
            Step.Task("holder has it", _ => holder.Reached),
            Step.Sync("waits", static _ => throw new StepFailure("started")).After("holder has it").Holding(gate));

        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: source.Token).AsTask();
        await holder.Reached.Within();
        source.Cancel();
        holder.Open();
        FlowReport report = await run.Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(StepStatus.Succeeded, report.Steps[0].Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[2].Status);
    }

    [Fact]
    public async Task A_step_that_waits_for_a_slot_is_not_run()
    {
        using CancellationTokenSource source = new();
        Gate holder = new();
        ScriptedFlow flow = new(
            Step.TaskOf("holder", _ => holder.Pass()),
            Step.Sync("waits", static _ => throw new StepFailure("started")));

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { MaxConcurrency = 1 }, cancellationToken: source.Token).AsTask();
        await holder.Reached.Within();
        source.Cancel();
        holder.Open();
        FlowReport report = await run.Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(StepStatus.NotRun, report.Steps[1].Status);
    }

    [Fact]
    public async Task A_step_that_cancels_its_run_and_observes_the_token_is_cancelled()
    {
        using CancellationTokenSource source = new();
        ScriptedFlow flow = new(Step.Sync("only", call =>
        {
            source.Cancel();
            Assert.True(call.Token.IsCancellationRequested);
            call.Token.ThrowIfCancellationRequested();
        }));

        FlowReport report = await flow.RunAsync(cancellationToken: source.Token).Within();

        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Equal(StepStatus.Canceled, report.Steps[0].Status);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task A_cancelled_source_is_never_used_again()
    {
        ScriptedFlow flow = new(Step.Task("only", static async call =>
        {
            if (call.State is CancellationTokenSource source)
            {
                source.Cancel();
            }

            await Task.Yield();
            call.Token.ThrowIfCancellationRequested();
        }));

        for (int i = 0; i < 500; i++)
        {
            using CancellationTokenSource source = new();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flow.ExecuteAsync(null, source, source.Token).Within());
            await flow.ExecuteAsync().Within();
            using CancellationTokenSource unused = new();
            await flow.ExecuteAsync(cancellationToken: unused.Token).Within();
        }
    }

    [Fact]
    public async Task Cancelling_after_the_run_has_ended_reaches_no_later_run()
    {
        ScriptedFlow flow = new(
            Step.Sync("sync", static call => Assert.False(call.Token.IsCancellationRequested)),
            Step.Task("async", static async call =>
            {
                await Task.Yield();
                Assert.False(call.Token.IsCancellationRequested);
            }).After("sync"));

        for (int i = 0; i < 2000; i++)
        {
            using CancellationTokenSource source = new();
            await flow.ExecuteAsync(cancellationToken: source.Token).Within();
            Task cancelling = Task.Run(source.Cancel);
            await flow.ExecuteAsync().Within();
            await cancelling;
        }
    }

    [Fact]
    public async Task Concurrent_runs_are_cancelled_separately()
    {
        using CancellationTokenSource source = new();
        Gate[] gates = [new(), new()];
        ScriptedFlow flow = new(Step.Task("waits", static async call =>
        {
            await ((Gate)call.State!).Pass();
            call.Token.ThrowIfCancellationRequested();
        }));

        Task<long> cancelled = flow.ExecuteAsync(null, gates[0], source.Token).AsTask();
        Task<long> untouched = flow.ExecuteAsync(null, gates[1]).AsTask();
        await Task.WhenAll(gates[0].Reached, gates[1].Reached).Within();
        source.Cancel();
        gates[0].Open();
        gates[1].Open();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Within());
        await untouched.Within();
    }

    [Fact]
    public async Task The_token_of_a_step_is_cancelled_before_the_callers_Cancel_returns()
    {
        // Cancelling the caller's token cancels the token of the steps before Cancel() returns.
        using CancellationTokenSource source = new();
        bool seen = false;
        Gate gate = new();
        ScriptedFlow flow = new(Step.Task("looks", async call =>
        {
            await gate.Pass();
            seen = call.Token.IsCancellationRequested;
        }));

        Task<long> run = flow.ExecuteAsync(cancellationToken: source.Token).AsTask();
        await gate.Reached.Within();
        source.Cancel();
        gate.Open();
        await run.Within();

        Assert.True(seen);
    }
}
