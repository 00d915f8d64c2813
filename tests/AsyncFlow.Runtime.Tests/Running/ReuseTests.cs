namespace AsyncFlow.Runtime.Tests;

/// <summary>One flow can run many times, also concurrently. Its runs are pooled and independent of each other.</summary>
public class ReuseTests
{
    [Fact]
    public async Task A_flow_can_run_many_times()
    {
        ScriptedFlow flow = new(
            Step.SyncOf("a", static call => (long)call.State!),
            Step.TaskOf("b", static async call =>
            {
                await Task.Yield();
                return call["a"] + 1;
            }).After("a"));

        for (long i = 0; i < 2000; i++)
        {
            Assert.Equal(i + 1, await flow.ExecuteAsync(state: i).Within());
        }
    }

    [Fact]
    public async Task Concurrent_runs_have_their_own_results()
    {
        ScriptedFlow flow = new(
            Step.TaskOf("a", static call => Task.FromResult((long)call.State!)),
            Step.SyncOf("b", static call => call["a"] * 2).After("a"),
            Step.TaskOf("c", static async call =>
            {
                await Task.Yield();
                return call["a"] + call["b"];
            }).After("a", "b"));

        long[] results = await Task.WhenAll(Enumerable.Range(0, 3000).Select(number =>
            Task.Run(() => flow.ExecuteAsync(state: (long)number).AsTask()))).Within();

        Assert.Equal(Enumerable.Range(0, 3000).Select(static number => number * 3L), results);
    }

    [Fact]
    public async Task A_run_is_pooled_only_after_its_result_has_been_taken()
    {
        ScriptedFlow flow = new(Step.SyncOf("only", static call => (long)call.State!));

        // All of these have ended before the first result is taken.
        ValueTask<long>[] runs = [.. Enumerable.Range(0, 20).Select(number => flow.ExecuteAsync(state: (long)number))];
        SpinWait.SpinUntil(() => runs.All(static run => run.IsCompleted), Hang.Limit);

        for (int i = 0; i < runs.Length; i++)
        {
            Assert.Equal(i, await runs[i]);
        }
    }

    [Fact]
    public async Task A_result_that_is_never_taken_does_not_affect_later_runs()
    {
        ScriptedFlow flow = new(Step.SyncOf("only", static call => (long)call.State!));

        for (long i = 0; i < 1000; i++)
        {
            _ = flow.ExecuteAsync(state: -1L).AsTask();
#pragma warning disable CA2012 // A mistake of the user that must not affect later runs.
            _ = flow.ExecuteAsync(state: -1L);
#pragma warning restore CA2012
            Assert.Equal(i, await flow.ExecuteAsync(state: i).Within());
        }
    }

#pragma warning disable CA2012 // The test checks this misuse.
    [Fact]
    public async Task Awaiting_the_returned_task_twice_throws()
    {
        Gate gate = new();
        ScriptedFlow flow = new(Step.TaskOf("only", _ => gate.Pass()));

        ValueTask<long> run = flow.ExecuteAsync();
        gate.Open(3);

        Assert.Equal(3, await run);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await run);
    }

    [Fact]
    public async Task Awaiting_the_returned_task_twice_throws_even_if_the_run_is_in_use_again()
    {
        Gate first = new(), second = new();
        ScriptedFlow flow = new(Step.TaskOf("only", static call => ((Gate)call.State!).Pass()));

        ValueTask<long> old = flow.ExecuteAsync(state: first);
        first.Open(3);
        Assert.Equal(3, await old);
        ValueTask<long> current = flow.ExecuteAsync(state: second);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await old);
        second.Open(4);

        Assert.Equal(4, await current);
    }

    [Fact]
    public async Task Reading_the_result_before_the_end_throws()
    {
        Gate gate = new();
        ScriptedFlow flow = new(Step.TaskOf("only", _ => gate.Pass()));

        ValueTask<long> run = flow.ExecuteAsync();

        Assert.Throws<InvalidOperationException>(() => run.GetAwaiter().GetResult());
        gate.Open(3);
        Assert.Equal(3, await run);
    }

    [Fact]
    public async Task Awaiting_the_untyped_task_twice_throws()
    {
        Gate gate = new();
        ScriptedFlow flow = new(Step.TaskOf("only", _ => gate.Pass()));

        ValueTask run = flow.ExecuteUntypedAsync();
        gate.Open();
        await run;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await run);

        Gate again = new();
        ScriptedFlow other = new(Step.TaskOf("only", _ => again.Pass()));
        ValueTask<FlowReport<long>> report = other.RunAsync();
        again.Open();
        await report;
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await report);
    }
#pragma warning restore CA2012

    [Fact]
    public async Task A_flow_can_run_itself_inside_a_step()
    {
        ScriptedFlow? flow = null;
        flow = new ScriptedFlow(Step.TaskOf("recurses", async call =>
        {
            long depth = (long)call.State!;
            return depth == 0 ? 0 : 1 + await flow!.ExecuteAsync(state: depth - 1);
        }));

        Assert.Equal(100, await flow.ExecuteAsync(state: 100L).Within());
    }
}
