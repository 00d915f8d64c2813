using static AsyncFlow.Runtime.Tests.HandMadeRun;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Small runs whose analysis can be done in the head.</summary>
public class FlowAnalysisTests
{
    [Fact]
    public void The_longest_chain_is_critical_and_the_others_have_slack()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("load", 0, 10).Add("parse", 10, 40, [0]).Add("check", 10, 15, [0]).Add("save", 40, 45, [1, 2]).Report().Analysis;

        Assert.Equal(["load", "parse", "save"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal([Ms(10), Ms(30), Ms(5)], analysis.CriticalPath.Select(static step => step.Duration));
        Assert.All(analysis.CriticalPath, static step => Assert.Equal(CriticalCause.Graph, step.Cause));
        Assert.Equal(Ms(25), analysis.SlackOf("check"));
        Assert.Equal(Ms(0), analysis.SlackOf("parse"));
        Assert.Equal(Ms(50), analysis.Work);
        Assert.Equal(Ms(45), analysis.Span);
        Assert.Equal(50 / 45.0, analysis.AverageParallelism, 9);
        Assert.Equal(50 / 45.0, analysis.PossibleParallelism, 9);
        Assert.Equal(1, analysis.Limits.Graph);
        Assert.Equal("graph 100 %", analysis.Limits.ToString());
    }

    [Fact]
    public void Faster_steps_shift_the_critical_path()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("load", 0, 10).Add("parse", 10, 40, [0]).Add("check", 10, 35, [0]).Add("save", 40, 45, [1, 2]).Report().Analysis;

        Assert.Equal(Ms(40), analysis.WhatIf("parse", speedup: 2));
        Assert.Equal(Ms(40), analysis.WhatIf("parse", double.PositiveInfinity));
        Assert.Equal(Ms(75), analysis.WhatIf("parse", 0.5));
        Assert.Equal(Ms(45), analysis.WhatIf("check", 100));
        Assert.Equal(Ms(30), analysis.WhatIf(new FlowChanges { Speedups = new Dictionary<string, double> { ["parse"] = 2, ["check"] = 2.5, ["load"] = 1 } }));
    }

    [Fact]
    public void A_step_that_waited_for_a_lock_comes_after_the_one_that_held_it()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("first", 0, 30, locks: ["disk"]).Add("second", 30, 50, lockWait: 30, locks: ["disk"]).Add("third", 0, 20).Report().Analysis;

        Assert.Equal(["first", "second"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(CriticalCause.Lock, analysis.CriticalPath[1].Cause);
        Assert.Equal("disk", analysis.CriticalPath[1].Lock);
        Assert.Equal(0.6, Assert.Single(analysis.Limits.Locks).Share, 9);
        Assert.Equal("lock disk 60 %, graph 40 %", analysis.Limits.ToString());
        Assert.Equal(Ms(30), analysis.Span);
        Assert.Equal(Ms(35), analysis.WhatIf("first", 2));
        Assert.Equal(Ms(30), analysis.WhatIf(new FlowChanges { Permits = new Dictionary<string, int> { ["disk"] = 2 } }));
    }

    [Fact]
    public void A_step_that_waited_for_a_slot_comes_after_the_one_that_had_it()
    {
        FlowAnalysis analysis = new HandMadeRun { MaxConcurrency = 2 }
            .Add("a", 0, 30).Add("b", 0, 20).Add("c", 20, 60, slotWait: 20).Add("d", 30, 40, slotWait: 30).Report().Analysis;

        Assert.Equal(["b", "c"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(CriticalCause.Concurrency, analysis.CriticalPath[1].Cause);
        Assert.Equal(0.5, analysis.Limits.Concurrency, 9);
        Assert.Equal(Ms(20), analysis.SlackOf("a"));
        Assert.Equal(Ms(40), analysis.WhatIf(new FlowChanges { MaxConcurrency = 0 }));
        Assert.Equal(Ms(100), analysis.WhatIf(new FlowChanges { MaxConcurrency = 1 }));
    }

    [Fact]
    public void The_path_goes_through_the_steps_within_a_step()
    {
        HandMadeRun inner = new HandMadeRun("Inner").Add("x", 0, 10).Add("y", 10, 20, [0]).Add("z", 0, 12);
        FlowAnalysis analysis = new HandMadeRun().Add("build", 5, 25, within: inner, kind: StepKind.Flow).Add("test", 25, 30, [0]).Report().Analysis;

        Assert.Equal(["build", "test"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(["x", "y"], analysis.CriticalPath[0].Within.Select(static step => step.Name));
        Assert.Equal(Ms(5), analysis.CriticalPath[0].Delay);
        Assert.Equal(Ms(8), analysis.SlackOf("build.z"));
        Assert.Equal(Ms(25), analysis.WhatIf("build.x", 2));
        Assert.Equal(Ms(20), analysis.WhatIf("build", 2));
        Assert.Equal(1 / 6.0, analysis.Limits.Threads, 9);
    }

    [Fact]
    public void The_elements_of_a_list_are_steps_of_the_path()
    {
        HandMadeRun elements = new HandMadeRun { MaxConcurrency = 1 }.Add("", 0, 10).Add("", 10, 40, slotWait: 10).Add("", 40, 45, slotWait: 40);
        FlowAnalysis analysis = new HandMadeRun().Add("fetch", 0, 45, within: elements, kind: StepKind.ForEach).Report().Analysis;

        Assert.Equal(["fetch[0]", "fetch[1]", "fetch[2]"], Assert.Single(analysis.CriticalPath).Within.Select(static step => step.Name));
        Assert.Equal(Ms(30), analysis.WhatIf("fetch[1]", 2));
        Assert.Equal(Ms(22.5), analysis.WhatIf("fetch", 2));
    }

    [Fact]
    public void A_lock_joins_the_steps_of_different_nested_flows()
    {
        HandMadeRun left = new HandMadeRun("Left").Add("write", 0, 30, locks: ["disk"]);
        HandMadeRun right = new HandMadeRun("Right").Add("think", 0, 10).Add("write", 30, 50, [0], lockWait: 20, locks: ["disk"]);
        FlowAnalysis analysis = new HandMadeRun().Add("left", 0, 30, within: left, kind: StepKind.Flow).Add("right", 0, 50, within: right, kind: StepKind.Flow).Report().Analysis;

        Assert.Equal(["left", "right"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(Ms(30), analysis.CriticalPath[1].Start);
        Assert.Equal(CriticalCause.Lock, analysis.CriticalPath[1].Cause);
        Assert.Equal("write", Assert.Single(analysis.CriticalPath[1].Within).Name);
        Assert.Equal(Ms(20), analysis.SlackOf("right.think"));
    }

    [Fact]
    public void A_wait_that_no_step_of_the_run_explains_is_a_delay()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("only", 30, 50, lockWait: 30, locks: ["disk"]).Report().Analysis;

        Assert.Equal(Ms(30), Assert.Single(analysis.CriticalPath).Delay);
        Assert.Equal(0.6, Assert.Single(analysis.Limits.Locks).Share, 9);
        Assert.Equal(Ms(40), analysis.WhatIf("only", 2));
    }

    [Fact]
    public void Steps_that_never_started_take_no_time()
    {
        FlowPlan plan = new("Failed", new CompilerServices.StepDescriptor("a", true), new CompilerServices.StepDescriptor("b", true) { Upstream = [0] });
        StepFailure failure = new("a");
        FlowReport report = new(
            plan, FlowStatus.Failed, Ms(10),
            [new(plan.Steps[0], StepStatus.Failed, Ms(0), Ms(10), Ms(0), failure), new(plan.Steps[1], StepStatus.NotRun, Ms(0), Ms(0), Ms(0), null)],
            [failure]);

        Assert.Equal(["a", "b"], report.Analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(Ms(10), report.Analysis.Work);
        Assert.Equal(Ms(5), report.Analysis.WhatIf("a", 2));
    }

    [Fact]
    public void A_run_without_steps_has_an_empty_path()
    {
        FlowAnalysis analysis = new HandMadeRun().Report().Analysis;

        Assert.Empty(analysis.CriticalPath);
        Assert.Equal(TimeSpan.Zero, analysis.Work);
        Assert.Equal(0, analysis.AverageParallelism);
        Assert.Equal(0, analysis.Limits.Graph);
    }

    [Fact]
    public void Times_that_do_not_fit_together_are_moved()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("late", 0, 50).Add("early", 10, 60, [0]).Report().Analysis;

        Assert.Equal(["late", "early"], analysis.CriticalPath.Select(static step => step.Name));
        Assert.Equal(Ms(60), analysis.CriticalPath[1].End);
    }

    [Fact]
    public void Unknown_names_are_explained()
    {
        FlowAnalysis analysis = new HandMadeRun().Add("load", 0, 10, locks: ["disk"]).Report().Analysis;

        Assert.Equal(
            "The run of flow 'Run' has no step 'lode'. It has 'load'; name a step within another one as 'Outer.Inner'. (Parameter 'path')",
            Assert.Throws<ArgumentException>(() => analysis.WhatIf("lode", 2)).Message);
        Assert.Equal(
            "The run of flow 'Run' has no lock 'net'. It has 'disk'. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => analysis.WhatIf(new FlowChanges { Permits = new Dictionary<string, int> { ["net"] = 2 } })).Message);
        Assert.Throws<ArgumentException>(() => analysis.SlackOf(""));
        Assert.Throws<ArgumentNullException>(() => analysis.SlackOf(null!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void A_speed_up_is_positive(double speedup) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new HandMadeRun().Add("load", 0, 10).Report().Analysis.WhatIf("load", speedup));

    [Fact]
    public void Changes_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FlowChanges { MaxConcurrency = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HandMadeRun().Add("load", 0, 10, locks: ["disk"]).Report().Analysis.WhatIf(
            new FlowChanges { Permits = new Dictionary<string, int> { ["disk"] = 0 } }));
    }
}
