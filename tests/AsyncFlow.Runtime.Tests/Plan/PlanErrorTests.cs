using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

public class PlanErrorTests
{
    [Fact]
    public void A_plan_needs_a_name() =>
        Assert.Equal("name", Assert.Throws<ArgumentNullException>(static () => new FlowPlan(null!)).ParamName);

    [Fact]
    public void A_plan_needs_steps() =>
        Assert.Equal("steps", Assert.Throws<ArgumentNullException>(static () => new FlowPlan("Flow", null!)).ParamName);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    public void An_upstream_that_does_not_exist_is_refused_and_named(int upstream)
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => new FlowPlan(
            "Flow",
            new StepDescriptor("first", isAsync: true),
            new StepDescriptor("second", isAsync: true) { Upstream = [0, upstream] }));

        Assert.Contains("'second'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("'Flow'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains($"{upstream}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_cycle_is_refused_and_its_steps_are_named()
    {
        ArgumentException thrown = Assert.Throws<ArgumentException>(static () => new FlowPlan(
            "Flow",
            new StepDescriptor("outside", isAsync: true),
            new StepDescriptor("a", isAsync: true) { Upstream = [0, 3] },
            new StepDescriptor("b", isAsync: true) { Upstream = [1] },
            new StepDescriptor("c", isAsync: true) { Upstream = [2] }));

        Assert.Contains("'Flow'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("a, b, c", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("outside", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_waits_for_itself_is_refused() =>
        Assert.Contains("only", Assert.Throws<ArgumentException>(static () => new FlowPlan("Flow", new StepDescriptor("only", isAsync: true) { Upstream = [0] })).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(5_000)]
    [InlineData(200_000)]
    public void A_long_cycle_is_refused_without_overflowing_the_stack(int length)
    {
        StepDescriptor[] steps = [.. Enumerable.Range(0, length).Select(i => new StepDescriptor($"s{i}", isAsync: true) { Upstream = [(i + length - 1) % length] })];

        Assert.Throws<ArgumentException>(() => new FlowPlan("Flow", steps));
    }
}
