namespace AsyncFlow.Runtime.Tests;

/// <summary>In steady state conditions and flows as steps allocate nothing.</summary>
[Collection(nameof(Alone))]
public class NestedAllocationTests
{
    private const int Runs = 5_000;

    [Fact]
    public Task A_skipped_step_allocates_nothing() => AllocatesNothing(new ScriptedFlow(
        Step.ValueTask("skipped", static _ => default).When(static _ => false),
        Step.ValueTask("run", static _ => default).When(static _ => true).After("skipped")));

    [Fact]
    public Task A_flow_as_a_step_allocates_nothing()
    {
        ScriptedFlow inner = new(Step.ValueTask("a", static _ => default), Step.ValueTask("b", static _ => default).After("a"));
        ScriptedFlow middle = new(Step.Flow("inner", inner), Step.ValueTask("c", static _ => default).After("inner"));
        return AllocatesNothing(new ScriptedFlow(Step.ValueTask("first", static _ => default), Step.Flow("middle", middle).After("first")));
    }

    private static Task AllocatesNothing(IFlow flow) => Caller.OnOwnThread(() =>
    {
        long before = 0;
        for (int i = 0; i < 2 * Runs; i++)
        {
            if (i == Runs)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

#pragma warning disable CA2012 // The test checks that the run has ended when the call returns.
            ValueTask run = flow.ExecuteAsync();
            Assert.True(run.IsCompletedSuccessfully);
            run.GetAwaiter().GetResult();
#pragma warning restore CA2012
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        return Task.CompletedTask;
    });
}
