using AsyncFlow.Scheduling;

namespace AsyncFlow.Runtime.Tests;

public class StepCostEstimateTests
{
    // No real stretch of that many steps takes 50 µs per step, and every stretch takes more than zero time.
    private const int VeryMany = int.MaxValue;

    [Fact]
    public void Steps_are_not_considered_short_before_any_was_timed() => Assert.False(default(StepCostEstimate).IsShort);

    [Fact]
    public void The_first_stretch_is_timed()
    {
        StepCostEstimate pace = default;

        pace.End(pace.Begin(), VeryMany);

        Assert.True(pace.IsShort);
    }

    [Fact]
    public void While_steps_are_short_one_stretch_of_eight_is_timed()
    {
        StepCostEstimate pace = default;
        pace.End(pace.Begin(), VeryMany);

        bool[] timed = [.. Enumerable.Range(0, 16).Select(_ =>
        {
            long began = pace.Begin();
            pace.End(began, VeryMany);
            return began != 0;
        })];

        Assert.Equal(Enumerable.Range(1, 16).Select(static stretch => stretch % 8 == 0), timed);
    }

    [Fact]
    public void While_steps_are_long_every_stretch_is_timed()
    {
        StepCostEstimate pace = default;
        for (int stretch = 0; stretch < 16; stretch++)
        {
            long began = pace.Begin();
            Assert.NotEqual(0, began);
            pace.End(began, steps: 0);
            Assert.False(pace.IsShort);
        }
    }

    [Fact]
    public void A_stretch_that_was_not_timed_changes_nothing()
    {
        StepCostEstimate pace = default;
        pace.End(pace.Begin(), VeryMany);

        pace.End(pace.Begin(), steps: 0);

        Assert.True(pace.IsShort);
    }
}
