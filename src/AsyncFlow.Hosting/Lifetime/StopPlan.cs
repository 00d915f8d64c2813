using AsyncFlow.CompilerServices;

namespace AsyncFlow.Hosting.Lifetime;

/// <summary>
/// How to stop what the steps of a run have started: the graph of the run with its edges turned round, and of its steps those that have succeeded and
/// have a method that stops them.
/// </summary>
internal sealed class StopPlan
{
    private readonly FlowStop[] _stops;

    private StopPlan(FlowPlan plan, FlowStop[] stops)
    {
        Plan = plan;
        _stops = stops;
    }

    /// <summary>The plan. Its steps are the methods.</summary>
    public FlowPlan Plan { get; }

    /// <summary>The index of the step that a method stops.</summary>
    /// <param name="method">The index of the method in the plan.</param>
    public int StepOf(int method) => _stops[method].Step;

    /// <param name="report">What happened when the steps ran.</param>
    /// <param name="stops">The methods.</param>
    public static StopPlan Of(FlowReport report, IReadOnlyList<FlowStop> stops)
    {
        FlowStop[] started = [.. stops.Where(stop => report.Steps[stop.Step].Status == StepStatus.Succeeded)];
        StepDescriptor[] methods = [.. started.Select(stop =>
        {
            // A method that fails is no reason not to call the others, so each takes the outcomes of those that it waits for.
            int[] earlier = Dependents(report.Plan.Steps[stop.Step], started);
            return new StepDescriptor(stop.Name, stop.IsAsync) { Upstream = earlier, Outcomes = earlier };
        })];
        return new(new FlowPlan($"{report.FlowName} (stop)", methods) { FailureMode = FailureMode.Continue }, started);
    }

    // The methods of the nearest steps that depend on a step, directly or through steps that have nothing to stop.
    private static int[] Dependents(StepInfo step, FlowStop[] started)
    {
        SortedSet<int> found = [];
        HashSet<StepInfo> seen = [];
        Stack<StepInfo> open = new(step.Downstream);
        while (open.TryPop(out StepInfo? next))
        {
            int method = Array.FindIndex(started, stop => stop.Step == next.Index);
            if (method >= 0)
            {
                found.Add(method);
            }
            else if (seen.Add(next))
            {
                foreach (StepInfo further in next.Downstream)
                {
                    open.Push(further);
                }
            }
        }

        return [.. found];
    }
}
