using AsyncFlow.CompilerServices;
using AsyncFlow.Timing;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The analysis of random runs against one that looks at every tick and every chain.</summary>
public class RandomAnalysisTests
{
    private const int Seeds = 1_500;

    [Fact]
    public void Work_and_span_are_those_of_every_chain()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            NaiveSchedule naive = new(seed, size: seed % 13);
            FlowAnalysis analysis = naive.Report().Analysis;

            Assert.Equal(naive.Work, analysis.Work.Ticks);
            Assert.Equal(naive.Span(), analysis.Span.Ticks);
        }
    }

    [Fact]
    public void Limits_are_those_of_every_tick()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            NaiveSchedule naive = new(seed, size: seed % 20);
            double[] expected = naive.Limits();
            FlowLimits limits = naive.Report().Analysis.Limits;

            for (int i = 0; i < naive.LockCount; i++)
            {
                Assert.Equal(expected[i], limits.Locks.SingleOrDefault(held => held.Name == $"lock{i}")?.Share ?? 0, 9);
            }

            Assert.Equal(expected[^2], limits.Concurrency, 9);
            Assert.Equal(expected[^1], limits.Graph, 9);
            Assert.Equal(0, limits.Threads);
        }
    }

    [Fact]
    public void Predictions_are_what_happens_tick_by_tick()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            Random random = new(seed);
            NaiveSchedule naive = new(seed, size: 1 + seed % 20);
            FlowAnalysis analysis = naive.Report().Analysis;
            int step = random.Next(naive.Count);
            int[] durations = [.. naive.Durations];
            durations[step] *= 3;

            Assert.Equal(naive.Duration, analysis.WhatIf(new FlowChanges()).Ticks);
            Assert.Equal(naive.With(durations).Duration, analysis.WhatIf($"s{step}", 1 / 3.0).Ticks);
            Assert.Equal(naive.With(limit: 2).Duration, analysis.WhatIf(new FlowChanges { MaxConcurrency = 2 }).Ticks);
            Assert.Equal(naive.With(limit: 0).Duration, analysis.WhatIf(new FlowChanges { MaxConcurrency = 0 }).Ticks);
            int[] permits = [.. naive.Permits.Select(static count => count + 1)];
            Dictionary<string, int> more = Enumerable.Range(0, naive.LockCount).Where(i => naive.Report().Analysis.Graph.AllLocks.Any(held => held.Name == $"lock{i}")).ToDictionary(static i => $"lock{i}", i => permits[i]);
            Assert.Equal(naive.With(permits: permits).Duration, analysis.WhatIf(new FlowChanges { Permits = more }).Ticks);
        }
    }

    [Fact]
    public void A_path_covers_the_run_and_has_no_slack()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            // Of steps that take no time it is not always known which came first.
            FlowReport report = new NaiveSchedule(seed, size: 1 + seed % 20, shortest: 1).Report();
            TimeSpan at = TimeSpan.Zero;
            foreach (CriticalStep step in report.Analysis.CriticalPath)
            {
                Assert.Equal(at, step.Start);
                Assert.Equal(step.Report.Start, step.Start);
                Assert.Equal(TimeSpan.Zero, report.Analysis.SlackOf(step.Name));
                at = step.End;
            }

            Assert.Equal(report.Duration, at);
        }
    }

    [Fact]
    public void A_step_can_take_longer_by_its_slack_and_no_more()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            NaiveSchedule naive = new(seed, size: 1 + seed % 12, withWaits: false);
            FlowAnalysis analysis = naive.Report().Analysis;
            for (int step = 0; step < naive.Count; step++)
            {
                int slack = (int)analysis.SlackOf($"s{step}").Ticks;

                Assert.Equal(naive.Duration, Longer(slack));
                Assert.Equal(naive.Duration + 1, Longer(slack + 1));

                int Longer(int ticks)
                {
                    int[] durations = [.. naive.Durations];
                    durations[step] += ticks;
                    return naive.With(durations).Duration;
                }
            }
        }
    }

    [LongTheory]
    [InlineData(1)]
    [InlineData(1_000)]
    [InlineData(1_000_000)]
    public void A_million_steps_are_analyzed(int width)
    {
        const int Count = 1_000_000;
        StepDescriptor[] steps = new StepDescriptor[Count];
        StepReport[] reports = new StepReport[Count];
        for (int i = 0; i < Count; i++)
        {
            steps[i] = new StepDescriptor("s", isAsync: true) { Upstream = i < width ? [] : [i - width] };
        }

        FlowPlan plan = new("Large", steps);
        for (int i = 0; i < Count; i++)
        {
            reports[i] = new StepReport(plan.Steps[i], StepStatus.Succeeded, TimeSpan.FromTicks(i / width), TimeSpan.FromTicks(1), TimeSpan.Zero, null);
        }

        FlowAnalysis analysis = new FlowReport(plan, FlowStatus.Succeeded, TimeSpan.FromTicks(Count / width), reports, []).Analysis;

        Assert.Equal(Count / width, analysis.CriticalPath.Count);
        Assert.Equal(Count, analysis.Work.Ticks);
        Assert.Equal(Count / width, analysis.Span.Ticks);
        Assert.Equal(TimeSpan.Zero, analysis.SlackOf(Count - 1));
        Assert.Equal(1, analysis.Limits.Graph);
        Assert.Equal(Count, analysis.WhatIf(new FlowChanges { MaxConcurrency = 1 }).Ticks);
    }

    [Fact]
    public void A_million_waits_for_one_lock_are_explained()
    {
        const int Count = 1_000_000;
        TimingGraphBuilder builder = new();
        int run = builder.AddRun(new TimedRun(0, -1, 0));
        int first = builder.Add(new(0, 0, 0) { Run = run, Step = -1 });
        for (int i = 0; i < Count; i++)
        {
            int node = builder.Add(new(0, i, i + 1) { LockWait = i });
            builder.AddLock("one", "one", permits: 1, wait: i);
            builder.Connect(first, node);
        }

        int last = builder.Add(new(Count, Count, Count) { Step = -1 });
        for (int i = 1; i <= Count; i++)
        {
            builder.Connect(i, last);
        }

        TimingGraph graph = builder.Build();
        Waits waits = new(graph);

        Assert.Equal(Count + 2, new CriticalPaths(graph, waits).Find().Count);
        Assert.Equal(1 - 1.0 / Count, LimitShares.Find(graph, waits)[0], 9);
        Assert.Equal(Count, Replay.Run(graph, waits, new ReplayChanges()));
    }
}
