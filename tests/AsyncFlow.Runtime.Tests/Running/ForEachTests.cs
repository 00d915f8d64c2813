using System.Collections.Concurrent;

namespace AsyncFlow.Runtime.Tests;

public class ForEachTests
{
    private static IEnumerable<long> Numbers(int count) => Enumerable.Range(0, count).Select(static number => (long)number);

    private static Func<ElementCall, Task?> Async(Func<ElementCall, Task?> body) => body;

    private static Action<ElementCall> Sync(Action<ElementCall> body) => body;

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(1_000, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(1_000, false)]
    public async Task Each_element_is_processed_once(int count, bool isAsync)
    {
        int[] seen = new int[count];
        Delegate body = isAsync
            ? Async(async call =>
            {
                await Task.Yield();
                Assert.Equal(call.Index, call.Item);
                Interlocked.Increment(ref seen[call.Item]);
            })
            : Sync(call => Interlocked.Increment(ref seen[call.Item]));
        bool sawAll = false;
        ScriptedFlow flow = new(
            Step.ForEach("each", _ => Numbers(count), body),
            Step.Task("last", _ =>
            {
                sawAll = seen.All(static times => times == 1);
                return Task.CompletedTask;
            }).After("each"));
        await flow.ExecuteAsync().Within();
        Assert.True(sawAll);
    }

    [Fact]
    public async Task A_hundred_thousand_elements_that_wait_at_the_same_time_complete()
    {
        const int Count = 100_000;
        TaskCompletionSource gate = new();
        TaskCompletionSource allWait = new();
        int waiting = 0;
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(Count), Async(_ =>
        {
            if (Interlocked.Increment(ref waiting) == Count)
            {
                allWait.SetResult();
            }

            return gate.Task;
        })));
        Task run = flow.ExecuteUntypedAsync().AsTask();
        await allWait.Task.Within();
        ForeignStack.Run(gate.SetResult);
        await run.Within();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 0)]
    [InlineData(0, 2)]
    [InlineData(4, 2)]
    [InlineData(2, 4)]
    public async Task No_more_elements_than_allowed_are_processed_at_the_same_time(int limit, int flowLimit)
    {
        int allowed = limit == 0 ? flowLimit : flowLimit == 0 ? limit : Math.Min(limit, flowLimit);
        int running = 0;
        int highest = 0;
        ScriptedFlow flow = new(
            "Limited",
            [
                Step.ForEach(
                    "each",
                    static _ => Numbers(200),
                    Async(async _ =>
                    {
                        int now = Interlocked.Increment(ref running);
                        InterlockedMax(ref highest, now);
                        await Task.Yield();
                        Interlocked.Decrement(ref running);
                    }),
                    limit),
            ],
            flowLimit);
        await flow.ExecuteUntypedAsync().Within();
        Assert.InRange(highest, 1, allowed);

        static void InterlockedMax(ref int location, int value)
        {
            int seen;
            while ((seen = Volatile.Read(ref location)) < value && Interlocked.CompareExchange(ref location, value, seen) != seen)
            {
            }
        }
    }

    [Fact]
    public async Task The_limit_is_reached()
    {
        ConcurrentQueue<Gate> gates = new();
        CountdownEvent three = new(3);
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(3), Async(_ =>
        {
            Gate gate = new();
            gates.Enqueue(gate);
            Task passing = gate.Pass();
            three.Signal();
            return passing;
        }), maxConcurrency: 3));
        Task run = flow.ExecuteUntypedAsync().AsTask();
        await Task.Run(() => three.Wait(Hang.Limit)).Within();
        Assert.Equal(3, gates.Count);
        foreach (Gate gate in gates)
        {
            gate.Open();
        }

        await run.Within();
    }

    [Fact]
    public async Task Locks_are_held_by_each_element()
    {
        FlowLock held = new();
        int inside = 0;
        int overlaps = 0;
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(100), Async(async _ =>
        {
            overlaps += Interlocked.Increment(ref inside) > 1 ? 1 : 0;
            await Task.Yield();
            Interlocked.Decrement(ref inside);
        })).Holding(held));
        await flow.ExecuteUntypedAsync().Within();
        Assert.Equal(0, overlaps);
        Assert.True(held.IsFree(1));
    }

    [Fact]
    public async Task The_first_failing_element_cancels_the_others_and_fails_the_step()
    {
        StepFailure failure = new("7");
        int started = 0;
        ScriptedFlow flow = new(
            Step.ForEach("each", static _ => Numbers(1_000), Async(async call =>
            {
                Interlocked.Increment(ref started);
                if (call.Item == 7)
                {
                    throw failure;
                }

                await Task.Delay(Timeout.Infinite, call.Token);
            }), maxConcurrency: 10),
            Step.Task("last", static _ => Task.CompletedTask).After("each"));
        FlowReport report = await flow.RunAsync().Within();
        Assert.Equal(FlowStatus.Failed, report.Status);
        Assert.Same(failure, Assert.Single(report.Failures));
        Assert.Equal([StepStatus.Failed, StepStatus.NotRun], report.Steps.Select(static step => step.Status));
        Assert.Same(failure, report.Steps[0].Exception);
        FlowReport inner = report.Steps[0].NestedReport!;
        Assert.Equal(StepStatus.Failed, inner.Steps[7].Status);
        Assert.Equal("each[7]", inner.Steps[7].Name);
        Assert.InRange(started, 8, 11);
        Assert.Equal(started - 1, inner.Steps.Count(static step => step.Status == StepStatus.Canceled));
        Assert.Equal(1_000 - started, inner.Steps.Count(static step => step.Status == StepStatus.NotRun));
        Assert.Contains("each[7]: StepFailure", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_continue_mode_every_element_is_processed_and_every_failure_is_reported()
    {
        ScriptedFlow flow = new(
            "Continues",
            [
                Step.ForEach("each", static _ => Numbers(30), Sync(static call =>
                {
                    if (call.Item % 10 == 3)
                    {
                        throw new StepFailure($"{call.Item}");
                    }
                })),
                Step.Task("last", static _ => Task.CompletedTask).After("each"),
                Step.Task("other", static _ => Task.CompletedTask),
            ],
            failureMode: FailureMode.Continue);
        FlowReport report = await flow.RunAsync().Within();
        Assert.Equal([StepStatus.Failed, StepStatus.NotRun, StepStatus.Succeeded], report.Steps.Select(static step => step.Status));
        Assert.Equal(["13", "23", "3"], report.Failures.Select(static failure => failure.Message).Order(StringComparer.Ordinal));
        Assert.Equal(27, report.Steps[0].NestedReport!.Steps.Count(static step => step.Status == StepStatus.Succeeded));
        Assert.Same(report.Steps[0].Exception, report.Steps[0].NestedReport!.Failures[0]);
    }

    [Fact]
    public async Task Cancelling_the_caller_ends_the_elements()
    {
        using CancellationTokenSource source = new();
        int waiting = 0;
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(50), Async(async call =>
        {
            if (Interlocked.Increment(ref waiting) == 50)
            {
                source.Cancel();
            }

            await Task.Delay(Timeout.Infinite, call.Token);
        })));
        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => flow.ExecuteUntypedAsync(cancellationToken: source.Token).Within());
        Assert.Equal(source.Token, cancelled.CancellationToken);
        using CancellationTokenSource second = new();
        waiting = -1_000;
        Task<FlowReport<long>> run = flow.RunAsync(cancellationToken: second.Token).AsTask();
        second.Cancel();
        FlowReport report = await run.Within();
        Assert.Equal(FlowStatus.Canceled, report.Status);
        Assert.Empty(report.Failures);
    }

    [Fact]
    public async Task A_null_list_fails_the_step_with_an_explanation()
    {
        ScriptedFlow flow = new(Step.ForEach("each", static _ => null, Async(static _ => Task.CompletedTask)));
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteUntypedAsync().AsTask());
        Assert.StartsWith("Step 'each' works on each element of a list, but was given null", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_throws_while_it_is_enumerated_fails_the_step()
    {
        StepFailure failure = new("list");
        ScriptedFlow flow = new(Step.ForEach("each", _ => Broken(), Async(static _ => Task.CompletedTask)));
        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteUntypedAsync().AsTask()));

        IEnumerable<long> Broken()
        {
            yield return 1;
            throw failure;
        }
    }

    [Fact]
    public async Task A_null_task_fails_the_step_and_names_the_element()
    {
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(3), Async(static call => call.Item == 1 ? null : Task.CompletedTask)));
        InvalidOperationException thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => flow.ExecuteUntypedAsync().AsTask());
        Assert.StartsWith("Step 'each[1]' of flow 'Scripted' returned null", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_context_of_an_element_has_its_name_and_the_runs_clock()
    {
        ConcurrentBag<string> names = new();
        ManualClock clock = new();
        ScriptedFlow flow = new(Step.ForEach("each", static _ => Numbers(2), Sync(call =>
        {
            Assert.Same(clock, call.Context.TimeProvider);
            names.Add($"{call.Context.FlowName}.{call.Context.StepName}");
        })));
        await flow.ExecuteUntypedAsync(new FlowOptions { TimeProvider = clock }).Within();
        Assert.Equal(["Scripted.each[0]", "Scripted.each[1]"], names.Order(StringComparer.Ordinal));
    }
}
