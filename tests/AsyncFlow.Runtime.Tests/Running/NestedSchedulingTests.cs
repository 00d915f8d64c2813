namespace AsyncFlow.Runtime.Tests;

/// <summary>Nested runs do not hang, do not start steps in the stack of other code, and do not overflow the stack.</summary>
public class NestedSchedulingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_step_that_waits_for_a_slot_ends_when_its_run_is_stopped(int innerLimit)
    {
        Gate started = new();

        // The step that has the only slot waits for its cancellation, which the failure of the sub-flow causes.
        ScriptedFlow inner = new(
            "Inner",
            [
                Step.Task("waits for a slot", static _ => throw new InvalidOperationException("There is no slot.")),
                Step.ForEach("fails without a slot", static _ => null, (Action<ElementCall>)(static _ => { })),
            ],
            innerLimit);
        ScriptedFlow outer = new(
            "Outer",
            [
                Step.Task("holds the slot", call =>
                {
                    _ = started.Pass();
                    return Task.Delay(Timeout.Infinite, call.Token);
                }),
                Step.Flow("flow", inner),
            ],
            maxConcurrency: 1);
        for (int i = 0; i < 100; i++)
        {
            FlowReport report = await outer.RunAsync().Within();

            Assert.Equal([StepStatus.Canceled, StepStatus.Failed], report.Steps.Select(static step => step.Status));
            Assert.Contains("was given null", Assert.Single(report.Failures).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_caller_ends_steps_that_wait_for_a_slot_of_a_step_that_ignores_its_cancellation()
    {
        Gate gate = new();
        using CancellationTokenSource source = new();
        ScriptedFlow inner = new("Inner", [Step.Task("waits for a slot", static _ => Task.CompletedTask)]);
        TaskCompletionSource innerEnded = new();
        ScriptedFlow outer = new(
            "Outer",
            [
                Step.TaskOf("holds the slot", _ => gate.Pass()),
                Step.SubFlow("flow", async call =>
                {
                    try
                    {
                        await inner.ExecuteUntypedAsync(call.Nested, cancellationToken: call.Token);
                    }
                    finally
                    {
                        innerEnded.SetResult();
                    }
                }),
            ],
            maxConcurrency: 1);
        Task run = outer.ExecuteUntypedAsync(cancellationToken: source.Token).AsTask();
        await gate.Reached.Within();

        await source.CancelAsync();

        await innerEnded.Task.Within();
        Assert.False(run.IsCompleted);
        gate.Open();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run).Within();
    }

    [Fact]
    public async Task Code_that_awaits_a_nested_run_does_not_continue_in_the_stack_that_completed_its_step()
    {
        for (int i = 0; i < 200; i++)
        {
            Gate gate = new();
            bool wasForeign = false;
            ScriptedFlow first = new("First", [Step.TaskOf("waits", _ => gate.Pass())]);
            ScriptedFlow second = new("Second", [Step.Task("is started", static _ => Task.CompletedTask)]);
            ScriptedFlow outer = new("Outer", [Step.SubFlow("one after the other", async call =>
            {
                await first.ExecuteUntypedAsync(call.Nested, cancellationToken: call.Token).ConfigureAwait(false);
                wasForeign = ForeignStack.IsHere;
                await second.ExecuteUntypedAsync(call.Nested, cancellationToken: call.Token).ConfigureAwait(false);
            })]);
            Task run = outer.ExecuteUntypedAsync().AsTask();
            await gate.Reached.Within();

            gate.Open();

            await run.Within();
            Assert.False(wasForeign);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Flows_nest_twenty_thousand_deep(bool suspends)
    {
        Gate gate = new();
        IFlow flow = new ScriptedFlow(Step.TaskOf("innermost", _ => suspends ? gate.Pass() : Task.FromResult(1L)));
        for (int i = 0; i < 20_000; i++)
        {
            flow = new ScriptedFlow(Step.Flow("flow", flow));
        }

        Task run = await Caller.OnOwnThread(() => Task.FromResult(flow.ExecuteAsync().AsTask()), stackSize: 1 << 20);
        if (suspends)
        {
            await gate.Reached.Within();
            gate.Open();
        }

        await run.Within();
    }

    [Fact]
    public async Task A_flow_calls_itself_ten_thousand_levels_deep()
    {
        ScriptedFlow? flow = null;
        flow = new ScriptedFlow(Step.TaskOf("recurses", async call =>
        {
            long depth = (long)call.State!;
            return depth == 0 ? 0 : 1 + await flow!.ExecuteAsync(state: depth - 1);
        }));

        Assert.Equal(10_000, await flow.ExecuteAsync(state: 10_000L).Within());
    }
}
