namespace AsyncFlow.Testing.Tests.Analysis;

/// <summary>Predictions against the truth: predict, make the change, and run again in virtual time.</summary>
public class PredictionTests
{
    private const int Seeds = 400;
    private const int MostOrders = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_as_it_was_takes_as_long_as_it_did(bool hasStreams)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            FlowReport report = await new TimedFlow(seed) { HasStreams = hasStreams }.RunAsync();

            AssertTime(seed, report.Duration, report.Analysis.WhatIf(new FlowChanges()), report);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_speed_of_one_step_or_several_is_predicted(bool hasStreams)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            TimedFlow flow = new(seed) { HasStreams = hasStreams };
            FlowReport report = await flow.RunAsync();
            Dictionary<string, double> speedups = [];
            for (int i = random.Next(1, 3); i > 0; i--)
            {
                speedups[flow.Steps[random.Next(flow.Steps.Count)]] = random.Next(3) == 0 ? 0.5 : 2;
            }

            TimeSpan predicted = report.Analysis.WhatIf(new FlowChanges { Speedups = speedups });

            AssertTime(seed, (await new TimedFlow(seed) { HasStreams = hasStreams, Speedups = speedups }.RunAsync()).Duration, predicted, report);
            if (speedups.Count == 1)
            {
                Assert.Equal(predicted, report.Analysis.WhatIf(speedups.Keys.Single(), speedups.Values.Single()));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Another_limit_is_predicted(int limit)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            FlowReport report = await new TimedFlow(seed).RunAsync();

            TimeSpan predicted = report.Analysis.WhatIf(new FlowChanges { MaxConcurrency = limit });

            // The end of a step can have two others wait for a slot at the same time: one that waited for its lock and one that comes after it. Then the prediction
            // is one of those that chance allows.
            TimeSpan actual = TimeSpan.MinValue;
            for (int order = 0; order < MostOrders && actual != predicted; order++)
            {
                actual = (await new TimedFlow(seed) { Order = seed + order }.RunAsync(limit)).Duration;
            }

            AssertTime(seed, actual, predicted, report);
        }
    }

    [Fact]
    public async Task More_permits_are_predicted()
    {
        int predictions = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            TimedFlow flow = new(seed);
            FlowReport report = await flow.RunAsync();
            foreach (string name in flow.LockNames)
            {
                Dictionary<string, int> permits = new() { [name] = 3 };
                TimeSpan predicted = report.Analysis.WhatIf(new FlowChanges { Permits = permits });

                AssertTime(seed, (await new TimedFlow(seed) { Permits = permits }.RunAsync()).Duration, predicted, report);
                predictions++;
            }
        }

        Assert.True(predictions > Seeds / 4, $"{predictions} predictions");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_path_covers_the_whole_run_and_its_steps_have_no_slack(bool hasStreams)
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            FlowReport report = await new TimedFlow(seed) { HasStreams = hasStreams }.RunAsync();
            TimeSpan at = TimeSpan.Zero;
            foreach (CriticalStep step in report.Analysis.CriticalPath)
            {
                Assert.Equal(at, step.Start);
                Assert.Equal(TimeSpan.Zero, step.Delay);
                at = step.End;
            }

            Assert.Equal(report.Duration, at);
            Assert.Equal(TimeSpan.Zero, report.Analysis.SlackOf(report.Analysis.CriticalPath[^1].Name));
            Assert.Equal(1, report.Analysis.Limits.Graph + report.Analysis.Limits.Concurrency + report.Analysis.Limits.Threads + report.Analysis.Limits.Locks.Sum(static held => held.Share), 9);
            Assert.Equal(0, report.Analysis.Limits.Threads);
        }
    }

    private static void AssertTime(int seed, TimeSpan expected, TimeSpan actual, FlowReport report) =>
        Assert.True(expected == actual, $"Seed {seed}: the run takes {expected}, and {actual} was predicted.\n{report}");
}
