namespace AsyncFlow.Runtime.Tests;

/// <summary>Ready steps get a thread, whatever the run has measured of their duration and however long other steps take.</summary>
public class FairnessTests
{
    [Fact]
    public async Task A_flow_of_short_steps_uses_another_thread_when_a_step_blocks()
    {
        using ManualResetEventSlim neighborHasRun = new();
        bool blocks = false;
        ScriptedFlow flow = new(
            Step.Task("first", static async _ => await Task.Yield()),
            Step.Task("may block", _ =>
            {
                if (blocks)
                {
                    neighborHasRun.Wait();
                }

                return Task.CompletedTask;
            }).After("first"),
            Step.Task("neighbor", _ =>
            {
                neighborHasRun.Set();
                return Task.CompletedTask;
            }).After("first"));
        for (int round = 0; round < 3; round++)
        {
            blocks = false;
            for (int i = 0; i < 3_000; i++)
            {
                await flow.ExecuteUntypedAsync().Within();
            }

            neighborHasRun.Reset();
            blocks = true;
            await flow.ExecuteUntypedAsync().Within();
        }
    }

    [Fact]
    public async Task A_chain_that_waits_for_an_event_loop_starts_before_a_long_one_has_ended()
    {
        const int Length = 100_000;
        bool hasStarted = false;

        // Until the other chain has started, each of these steps takes a millisecond: altogether more time than a test may take.
        Step Long(int i) => Step.Task($"{i}", _ =>
        {
            if (!Volatile.Read(ref hasStarted))
            {
                Thread.Sleep(1);
            }

            return Task.CompletedTask;
        });
        ScriptedFlow flow = new(
        [
            Long(0),
            .. Enumerable.Range(1, Length - 1).Select(i => Long(i).After($"{i - 1}")),
            Step.Task("other", _ =>
            {
                Volatile.Write(ref hasStarted, true);
                return Task.CompletedTask;
            }),
        ]);
        using EventLoopHost loop = new();

        await flow.ExecuteUntypedAsync(new FlowOptions { Host = loop }).Within();
    }
}
