namespace AsyncFlow.Runtime.Tests;

/// <summary>Flows so large that any recursion would overflow the stack, which is small in these tests.</summary>
public class SizeTests
{
    private const int Million = 1_000_000;
    private const int Wide = 100_000;

    private static Task<long> Run(LeanFlow flow, FlowOptions? options = null) =>
        Caller.OnOwnThread(() => flow.ExecuteAsync(number: 1, options).AsTask(), stackSize: 256 * 1024);

    [LongTheory]
    [InlineData("sync")]
    [InlineData("completed")]
    [InlineData("mixed")]
    public async Task A_chain_of_a_million_steps_runs(string kinds)
    {
        LeanFlow flow = LeanFlow.Chain(Million, step => kinds switch
        {
            "sync" => Lean.Sync,
            "completed" => Lean.Completed,
            _ => (step % 1000) switch { < 500 => Lean.Sync, 999 => Lean.Yields, _ => Lean.Completed },
        });

        // Twice: the second run is pooled.
        Assert.Equal(Million, await Run(flow));
        Assert.Equal(Million, await Run(flow));
    }

    [Fact]
    public async Task A_chain_of_a_million_steps_that_all_take_the_same_lock_runs() =>
        Assert.Equal(Million, await Run(LeanFlow.Chain(Million, static _ => Lean.Completed, new FlowLock())));

    [Fact]
    public async Task A_chain_of_a_million_steps_with_one_slot_runs() =>
        Assert.Equal(Million, await Run(LeanFlow.Chain(Million, static step => step % 2 == 0 ? Lean.Completed : Lean.Sync), new FlowOptions { MaxConcurrency = 1 }));

    [Theory]
    [InlineData(FailureMode.Cancel)]
    [InlineData(FailureMode.Continue)]
    public async Task After_a_failure_none_of_a_million_downstream_steps_runs(FailureMode mode)
    {
        LeanFlow flow = LeanFlow.Chain(Million, static step => step == 0 ? Lean.Fails : Lean.Completed);

        await Assert.ThrowsAsync<StepFailure>(() => Run(flow, new FlowOptions { FailureMode = mode }));
    }

    public static TheoryData<Lean> Kinds => new(Lean.Sync, Lean.Completed, Lean.Yields);

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fan_out_and_fan_in_of_100_000_steps_runs(Lean kind)
    {
        LeanFlow flow = LeanFlow.Fan(Wide, kind);

        // The number of each step, that of the first step once for each of them, and that of the last step.
        Assert.Equal((2 * Wide) + 1, await Run(flow));
        Assert.Equal((2 * Wide) + 1, await Run(flow));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fan_of_100_000_steps_that_wait_for_one_lock_runs(Lean kind) =>
        Assert.Equal((2 * Wide) + 1, await Run(LeanFlow.Fan(Wide, kind, new FlowLock())));

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_fan_of_100_000_steps_that_wait_for_one_slot_runs(Lean kind) =>
        Assert.Equal((2 * Wide) + 1, await Run(LeanFlow.Fan(Wide, kind), new FlowOptions { MaxConcurrency = 1 }));
}
