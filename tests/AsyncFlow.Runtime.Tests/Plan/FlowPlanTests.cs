using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

public class FlowPlanTests
{
    // A typical small flow with two locks.
    internal static readonly FlowPlan Startup = new(
        "Startup",
        new StepDescriptor("Shutdown", isAsync: false) { Upstream = [3, 2] },
        new StepDescriptor("Setup", isAsync: false),
        new StepDescriptor("Work1", isAsync: true) { Upstream = [1], Locks = ["_net"] },
        new StepDescriptor("Work2", isAsync: true) { Upstream = [1], Locks = ["_net", "_disk"] });

    [Fact]
    public void Steps_are_in_declaration_order_and_know_their_neighbours()
    {
        IReadOnlyList<StepInfo> steps = Startup.Steps;

        Assert.Equal(["Shutdown", "Setup", "Work1", "Work2"], steps.Select(static step => step.Name));
        Assert.Equal([0, 1, 2, 3], steps.Select(static step => step.Index));
        Assert.Equal([false, false, true, true], steps.Select(static step => step.IsAsync));
        Assert.Equal([steps[2], steps[3]], steps[0].Upstream);
        Assert.Empty(steps[0].Downstream);
        Assert.Empty(steps[1].Upstream);
        Assert.Equal([steps[2], steps[3]], steps[1].Downstream);
        Assert.Equal([steps[1]], steps[3].Upstream);
        Assert.Equal([steps[0]], steps[3].Downstream);
        Assert.Equal(["_net", "_disk"], steps[3].Locks);
        Assert.Empty(steps[1].Locks);
        Assert.Equal("Work2", steps[3].ToString());
    }

    [Fact]
    public void Views_are_the_same_objects_each_time_and_cannot_be_changed()
    {
        Assert.Same(Startup.Steps, Startup.Steps);
        Assert.Same(Startup.Waves, Startup.Waves);
        Assert.Throws<NotSupportedException>(static () => ((IList<string>)Startup.Steps[3].Locks)[0] = "other");
        Assert.Throws<NotSupportedException>(static () => ((IList<StepInfo>)Startup.Steps[0].Upstream)[0] = Startup.Steps[1]);
        Assert.Throws<NotSupportedException>(static () => ((IList<StepInfo>)Startup.Waves[0])[0] = Startup.Steps[3]);
        Assert.Throws<NotSupportedException>(static () => ((IList<StepInfo>)Startup.Steps)[0] = Startup.Steps[1]);
    }

    [Fact]
    public void A_steps_wave_is_the_length_of_the_longest_path_to_it()
    {
        FlowPlan plan = new(
            "Waves",
            new StepDescriptor("late", isAsync: true) { Upstream = [1, 3] },
            new StepDescriptor("root", isAsync: true),
            new StepDescriptor("other root", isAsync: true),
            new StepDescriptor("middle", isAsync: true) { Upstream = [1] },
            new StepDescriptor("middle too", isAsync: true) { Upstream = [2, 1] });

        Assert.Equal(
            [["root", "other root"], ["middle", "middle too"], ["late"]],
            plan.Waves.Select(static wave => wave.Select(static step => step.Name).ToArray()));
    }

    [Fact]
    public void The_default_settings_are_no_limit_and_FailureMode_Cancel()
    {
        Assert.Equal("Startup", Startup.Name);
        Assert.Equal(0, Startup.MaxConcurrency);
        Assert.Equal(FailureMode.Cancel, Startup.FailureMode);
        Assert.False(Startup.SingleThreaded);
    }

    [Fact]
    public void A_plan_without_steps_has_no_waves()
    {
        FlowPlan empty = new("Empty");

        Assert.Empty(empty.Steps);
        Assert.Empty(empty.Waves);
        Assert.Equal("Empty: 0 steps in 0 waves\n", empty.ToString());
        Assert.Equal("flowchart LR\n", empty.ToMermaid());
    }

    [Fact]
    public void A_plan_with_exponentially_many_paths_can_be_made()
    {
        // There are 2^5000 paths.
        StepDescriptor[] steps = [.. Enumerable.Range(0, 15_000).Select(static i => new StepDescriptor($"s{i}", isAsync: true)
        {
            Upstream = (i % 3) switch { 0 => i == 0 ? [] : [i - 1, i - 2], 1 => [i - 1], _ => [i - 2] },
        })];

        Assert.Equal(10_000, new FlowPlan("Ladder", steps).Waves.Count);
    }
}
