namespace AsyncFlow.Runtime.Tests;

public class AwaitableTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_kind_of_awaitable_is_awaited_and_its_result_taken(bool completed)
    {
        Gate gate = new();
        Signal signal = new(), flowing = new();
        if (completed)
        {
            gate.Open(1);
            signal.Set(2);
            flowing.Set(3);
        }

        ScriptedFlow flow = new(
            Step.TaskOf("task of", _ => gate.Pass()),
            Step.Task("task", _ => gate.Pass()),
            Step.ValueTaskOf("value task of", _ => new(gate.Pass())),
            Step.ValueTask("value task", _ => new(gate.Pass())),
            Step.Custom("custom", _ => signal),
            Step.Flowing("flowing", _ => new(flowing)),
            Step.SyncOf("sum", static call => call["task of"] + call["value task of"] + call["custom"] + call["flowing"])
                .After("task of", "task", "value task of", "value task", "custom", "flowing"));

        Task<long> run = flow.ExecuteAsync().AsTask();
        if (!completed)
        {
            await gate.Reached.Within();
            gate.Open(1);
            signal.Set(2);
            flowing.Set(3);
        }

        Assert.Equal(1 + 1 + 2 + 3, await run.Within());
    }

    [Fact]
    public async Task An_awaitable_that_completes_while_the_step_suspends_is_not_lost()
    {
        for (int i = 0; i < 5000; i++)
        {
            ScriptedFlow flow = new(
                Step.Custom("races", static _ => Racing()),
                Step.Flowing("races too", static _ => new(Racing())),
                Step.SyncOf("sum", static call => call["races"] + call["races too"]).After("races", "races too"));

            Assert.Equal(2, await flow.ExecuteAsync().Within());
        }

        static Signal Racing()
        {
            Signal signal = new();
            ThreadPool.UnsafeQueueUserWorkItem(static signal => signal.Set(1), signal, preferLocal: false);
            return signal;
        }
    }

    [Fact]
    public async Task An_exception_of_a_custom_awaiter_fails_the_step()
    {
        StepFailure failure = new("custom");
        Signal signal = new();
        signal.Fail(failure);
        ScriptedFlow flow = new(Step.Custom("only", _ => signal));

        Assert.Same(failure, await Assert.ThrowsAsync<StepFailure>(() => flow.ExecuteAsync().Within()));
    }

    [Fact]
    public async Task An_awaiter_that_calls_back_on_the_registering_stack_does_not_run_the_next_step_there()
    {
        // The awaitable completes between IsCompleted and the registration of the continuation.
        ScriptedFlow flow = new(
            Step.Custom("completes while it registers", static _ => new() { CompletesWhenAsked = true }),
            Step.Sync("next", static _ => { }).After("completes while it registers"));

        await flow.ExecuteAsync().Within();
    }
}
