namespace AsyncFlow.Runtime.Tests;

/// <summary>FailureMode.Cancel, the default: the first failure ends the run.</summary>
public class FailureTests
{
    [Fact]
    public async Task ExecuteAsync_throws_all_failures_only_if_that_is_asked_for()
    {
        InvalidOperationException first = new("first"), second = new("second");
        FlowBuilder builder = new("two failures");
        builder.StepValueTask("a", _ => ValueTask.FromException(first));
        builder.StepValueTask("b", _ => ValueTask.FromException(second));
        IFlow flow = builder.Build();
        FlowOptions options = new() { FailureMode = FailureMode.Continue };

        Assert.Same(first, await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync(options).AsTask()));
        AggregateException all = await Assert.ThrowsAsync<AggregateException>(() => flow.ExecuteAsync(options with { ThrowAll = true }).AsTask());
        Assert.Equal([first, second], all.InnerExceptions);

        FlowReport report = await flow.RunAsync(options with { ThrowAll = true });
        Assert.Equal([first, second], Assert.Throws<AggregateException>(report.ThrowIfFailed).InnerExceptions);
        Assert.Equal([first, second], report.Failures);
    }

    [Fact]
    public async Task A_single_failure_is_thrown_as_it_is()
    {
        InvalidOperationException failure = new("only");
        FlowBuilder builder = new("one failure");
        builder.StepValueTask("a", _ => ValueTask.FromException(failure));

        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => builder.Build().ExecuteAsync(new FlowOptions { ThrowAll = true }).AsTask()));
    }

    public static TheoryData<string> WaysToFail => new("sync", "async", "async at once", "completed", "throws instead of returning", "value task", "custom");

    private static Step Failing(string way, Exception failure) => way switch
    {
        "sync" => Step.Sync("fails", _ => throw failure),
        "async" => Step.Task("fails", async _ =>
        {
            await Task.Yield();
            throw failure;
        }),
        "async at once" => Step.Task("fails", async _ =>
        {
            await Task.CompletedTask;
            throw failure;
        }),
        "completed" => Step.TaskOf("fails", _ => Task.FromException<long>(failure)),
        "throws instead of returning" => Step.Task("fails", _ => throw failure),
        "value task" => Step.ValueTaskOf("fails", async _ =>
        {
            await Task.Yield();
            throw failure;
        }),
        _ => Step.Custom("fails", _ =>
        {
            Signal signal = new();
            ThreadPool.UnsafeQueueUserWorkItem(_ => signal.Fail(failure), null);
            return signal;
        }),
    };

    [Theory]
    [MemberData(nameof(WaysToFail))]
    public async Task ExecuteAsync_throws_the_same_exception_object_as_the_step(string way)
    {
        StepFailure failure = new("first");
        ScriptedFlow flow = new(Failing(way, failure), Step.Sync("next", static _ => Assert.Fail("started")).After("fails"));

        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within()));
        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteUntypedAsync().Within()));
    }

    [Theory]
    [MemberData(nameof(WaysToFail))]
    public async Task The_report_tells_which_step_failed_and_which_did_not_run(string way)
    {
        StepFailure failure = new("first");
        ScriptedFlow flow = new(Step.Sync("before", static _ => { }), Failing(way, failure).After("before"), Step.Sync("next", static _ => { }).After("fails"));

        FlowReport<long> report = await flow.RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal([StepStatus.Succeeded, StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Same(failure, report.Steps[1].Exception);
        Assert.Null(report.Steps[0].Exception);
        Assert.Null(report.Steps[2].Exception);
        Assert.Same(failure, Assert.Throws<StepFailure>(report.ThrowIfFailed));
        Assert.Contains("'next' is NotRun", Assert.Throws<InvalidOperationException>(() => report.Output).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_exception_keeps_the_stack_of_the_step()
    {
        ScriptedFlow flow = new(Step.Sync("fails", static _ => ThrowDeepInside()));

        StepFailure thrown = await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within());

        Assert.Contains(nameof(ThrowDeepInside), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Contains(nameof(ThrowDeepInside), Assert.Throws<StepFailure>((await flow.RunAsync().Within()).ThrowIfFailed).StackTrace, StringComparison.Ordinal);
    }

    private static void ThrowDeepInside() => throw new StepFailure("deep");

    [Fact]
    public async Task Running_steps_see_the_cancelled_token_and_are_awaited()
    {
        Gate fail = new(), ignoring = new();
        StepFailure failure = new("first");
        Gate sawCancellation = new();
        ScriptedFlow flow = new(
            Step.Task("fails", async _ =>
            {
                await fail.Pass();
                throw failure;
            }),
            Step.Task("obeys", static call => Task.Delay(Timeout.Infinite, call.Token)),
            Step.Task("ignores", async call =>
            {
                call.Token.Register(() => sawCancellation.Pass());
                await ignoring.Pass();
            }),
            Step.Sync("after ignores", static _ => { }).After("ignores"));

        Task<FlowReport<long>> run = flow.RunAsync().AsTask();
        await ignoring.Reached.Within();
        fail.Open();
        await sawCancellation.Reached.Within();
        Assert.False(run.IsCompleted);
        ignoring.Open();
        FlowReport report = await run.Within();

        Assert.Equal([StepStatus.Failed, StepStatus.Canceled, StepStatus.Succeeded, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.IsAssignableFrom<OperationCanceledException>(report.Steps[1].Exception);
    }

    [Fact]
    public async Task The_token_is_not_cancelled_in_the_stack_of_the_failing_step()
    {
        Gate fail = new(), other = new();
        TaskCompletionSource<(string Trace, bool Foreign)> stack = new();
        ScriptedFlow flow = new(
            Step.Task("fails", async _ =>
            {
                await fail.Pass();
                FailHere();
            }),
            Step.Task("other", call =>
            {
                call.Token.Register(() => stack.TrySetResult((Environment.StackTrace, ForeignStack.IsHere)));
                return other.Pass();
            }));

        Task<long> run = flow.ExecuteAsync().AsTask();
        await other.Reached.Within();
        fail.Open();
        (string trace, bool foreign) = await stack.Task.Within();
        other.Open();

        Assert.DoesNotContain(nameof(FailHere), trace, StringComparison.Ordinal);
        Assert.DoesNotContain("ScriptedRun", trace, StringComparison.Ordinal);
        Assert.False(foreign);
        await Assert.ThrowsAsync<StepFailure>(() => run.Within());
    }

    [Fact]
    public async Task A_blocking_token_callback_does_not_delay_the_thread_of_the_failing_step()
    {
        using ManualResetEventSlim release = new();
        Gate other = new();
        StepFailure failure = new("first");
        ScriptedFlow flow = new(
            Step.Task("other", call =>
            {
                // Returns only when the observer has received the failure, which happens on the thread of the failed step.
                call.Token.Register(() => Assert.True(release.Wait(Hang.Limit)));
                return other.Pass();
            }),
            Step.Sync("fails", _ => throw failure));
        ActingObserver observer = new() { StepCompleted = report => { if (report.Name == "fails") { release.Set(); other.Open(); } } };

        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync(new FlowOptions { Observer = observer }).Within()));
    }

    private static void FailHere() => throw new StepFailure("here");

    [Fact]
    public async Task Later_failures_are_in_the_report_in_the_order_in_which_they_happened()
    {
        Gate first = new(), second = new(), third = new();
        Step[] steps =
        [
            Step.TaskOf("third", _ => third.Pass()),
            Step.TaskOf("first", _ => first.Pass()),
            Step.TaskOf("second", _ => second.Pass()),
        ];
        ScriptedFlow flow = new(steps);
        TaskCompletionSource[] observed = new TaskCompletionSource[3];
        Array.ForEach([0, 1, 2], i => observed[i] = new(TaskCreationOptions.RunContinuationsAsynchronously));
        ActingObserver observer = new() { StepCompleted = report => observed[report.Step.Index].SetResult() };
        StepFailure[] failures = [new("third"), new("first"), new("second")];

        Task<FlowReport<long>> run = flow.RunAsync(new FlowOptions { Observer = observer }).AsTask();
        foreach ((Gate gate, int step) in new[] { (first, 1), (second, 2), (third, 0) })
        {
            await gate.Reached.Within();
            gate.Fail(failures[step]);
            await observed[step].Task.Within();
        }

        FlowReport report = await run.Within();
        Assert.Equal([failures[1], failures[2], failures[0]], report.Failures);
        Assert.Same(failures[1], Assert.Throws<StepFailure>(report.ThrowIfFailed));
        Assert.Equal([failures[0], failures[1], failures[2]], report.Steps.Select(static step => step.Exception));
    }

    [Fact]
    public async Task The_thrown_one_of_simultaneous_failures_is_the_first_in_the_report()
    {
        using Barrier together = new(2);
        Step[] steps = [.. Enumerable.Range(0, 2).Select(number => Step.Sync($"s{number}", _ =>
        {
            together.SignalAndWait(Hang.Limit);
            throw new StepFailure($"s{number}");
        }))];
        ScriptedFlow flow = new(steps);

        for (int i = 0; i < 2000; i++)
        {
            FlowReport report = await flow.RunAsync().Within();

            Assert.Equal(2, report.Failures.Count);
            Assert.Same(report.Failures[0], Assert.Throws<StepFailure>(report.ThrowIfFailed));
        }
    }

    [Fact]
    public async Task A_step_that_is_cancelled_without_a_cancellation_of_the_run_fails()
    {
        OperationCanceledException cancelled = new("not a cancellation of the run");
        ScriptedFlow flow = new(
            Step.Task("fails", async _ =>
            {
                await Task.Yield();
                throw cancelled;
            }),
            Step.Sync("next", static _ => { }).After("fails"));

        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(StepStatus.Failed, report.Steps[0].Status);
        Assert.Same(cancelled, Assert.Single(report.Failures));
        Assert.Same(cancelled, await Assert.ThrowsAsync<OperationCanceledException>(() => flow.ExecuteAsync().Within()));
    }

    [Fact]
    public async Task A_task_that_is_cancelled_by_a_token_of_the_step_fails_the_step()
    {
        ScriptedFlow flow = new(Step.Task("fails", static _ => Task.FromCanceled(new CancellationToken(canceled: true))));

        FlowReport report = await flow.RunAsync().Within();

        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Equal(StepStatus.Failed, Assert.Single(report.Steps).Status);
        Assert.IsType<TaskCanceledException>(Assert.Single(report.Failures));
    }

    [Fact]
    public async Task Exceptions_of_the_tokens_callbacks_are_in_the_report()
    {
        Gate fail = new(), other = new();
        StepFailure failure = new("first");
        StepFailure callback = new("callback");
        Gate called = new();
        ScriptedFlow flow = new(
            Step.TaskOf("fails", _ => fail.Pass()),
            Step.Task("other", async call =>
            {
                call.Token.Register(() =>
                {
                    called.Pass();
                    throw callback;
                });
                await other.Pass();
            }));

        Task<FlowReport<long>> run = flow.RunAsync().AsTask();
        await other.Reached.Within();
        fail.Fail(failure);
        await called.Reached.Within();
        other.Open();
        FlowReport report = await run.Within();

        Assert.Equal(2, report.Failures.Count);
        Assert.Same(failure, report.Failures[0]);
        Assert.True(
            ReferenceEquals(callback, report.Failures[1]) || (report.Failures[1] is AggregateException all && all.InnerExceptions.Contains(callback)),
            $"Second failure: {report.Failures[1]}");
    }

    [Fact]
    public async Task No_step_starts_after_a_failure()
    {
        Gate fail = new(), holder = new(), sawFailure = new();
        FlowLock gate = new();
        ScriptedFlow flow = new(
            Step.TaskOf("fails", _ => fail.Pass()),
            Step.TaskOf("holder", call =>
            {
                call.Token.Register(() => sawFailure.Pass());
                return holder.Pass();
            }).Holding(gate),
            Step.Task("holder has it", _ => holder.Reached),
            Step.Sync("waits for the lock", static _ => throw new StepFailure("started")).After("holder has it").Holding(gate),
            Step.Sync("waits for the holder", static _ => throw new StepFailure("started")).After("holder"));

        Task<FlowReport<long>> run = flow.RunAsync().AsTask();
        await Task.WhenAll(fail.Reached, holder.Reached).Within();
        fail.Fail(new StepFailure("first"));
        await sawFailure.Reached.Within();
        holder.Open();
        FlowReport report = await run.Within();

        Assert.Equal([StepStatus.Failed, StepStatus.Succeeded], report.Steps.Take(2).Select(static step => step.Status));
        Assert.All(report.Steps.Skip(3), static step => Assert.Equal(StepStatus.NotRun, step.Status));
    }

    [Fact]
    public async Task A_flow_whose_last_run_failed_runs_again_with_a_fresh_token()
    {
        bool fail = true;
        CancellationToken seen = default;
        ScriptedFlow flow = new(
            Step.Task("sees", call =>
            {
                seen = call.Token;
                Assert.False(seen.IsCancellationRequested);
                return Task.CompletedTask;
            }),
            Step.SyncOf("fails", _ => fail ? throw new StepFailure("first") : 1).After("sees"));

        for (int i = 0; i < 200; i++)
        {
            fail = i % 2 == 0;
            if (fail)
            {
                await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within());
            }
            else
            {
                Assert.Equal(1, await flow.ExecuteAsync().Within());
                Assert.False(seen.IsCancellationRequested);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_step_that_returns_a_null_task_fails_and_is_named(bool withResult)
    {
        ScriptedFlow flow = new("Loader", [withResult ? Step.TaskOf("LoadUser", static _ => null) : Step.Task("LoadUser", static _ => null)]);

        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().Within());

        Assert.Contains("LoadUser", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("null", thrown.Message, StringComparison.Ordinal);
        Assert.Equal(StepStatus.Failed, (await flow.RunAsync().Within()).Steps[0].Status);
    }

    [Fact]
    public async Task A_custom_awaitable_that_is_null_fails_and_is_named()
    {
        ScriptedFlow flow = new(Step.Custom("Listen", static _ => null));

        Assert.Contains("Listen", (await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteAsync().Within())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_in_the_callers_phase_is_not_thrown_synchronously()
    {
        ScriptedFlow flow = new(Step.Task("fails", static _ => throw new StepFailure("first")));

        await Caller.OnOwnThread(async () =>
        {
            ValueTask<long> run = flow.ExecuteAsync();
            await Assert.ThrowsAsync<StepFailure>(() => run.AsTask());
        });
    }
}
