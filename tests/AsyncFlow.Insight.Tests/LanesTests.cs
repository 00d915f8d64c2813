using AsyncFlow.CompilerServices;
using AsyncFlow.Insight.Timeline;

namespace AsyncFlow.Insight.Tests;

/// <summary>There are as few lanes as possible: as many as steps at the moment with the most of them.</summary>
public class LanesTests
{
    [Fact]
    public void Lanes_are_as_few_as_possible_and_their_steps_do_not_overlap()
    {
        StepInfo info = new FlowPlan("Plan", new StepDescriptor("s", isAsync: true)).Steps[0];
        StepReport report = new(info, StepStatus.Succeeded, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null);
        for (int seed = 0; seed < 2_000; seed++)
        {
            Random random = new(seed);
            List<TimedStep> steps = [.. Enumerable.Range(0, random.Next(30)).Select(_ =>
            {
                long start = random.Next(50);
                return new TimedStep(report, "s", -1, start, start + random.Next(1, 20));
            })];

            int lanes = Lanes.Assign(steps);

            Assert.Equal(Enumerable.Range(0, 80).Max(time => steps.Count(step => step.Start <= time && time < step.End)), lanes);
            Assert.All(steps, step => Assert.DoesNotContain(steps, other => other != step && other.Lane == step.Lane && other.Start < step.End && step.Start < other.End));
        }
    }
}
