using AsyncFlow.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>A report whose every time a test chooses, in milliseconds.</summary>
internal sealed class HandMadeRun(string name = "Run")
{
    private readonly List<StepDescriptor> _steps = [];
    private readonly List<Func<StepInfo, StepReport>> _reports = [];

    public int MaxConcurrency { get; init; }

    public double Duration { get; set; }

    public static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    public HandMadeRun Add(string step, double start, double end, int[]? after = null, double lockWait = 0, double slotWait = 0, string[]? locks = null, HandMadeRun? within = null, StepKind kind = StepKind.Function)
    {
        _steps.Add(new StepDescriptor(step, isAsync: true) { Upstream = after ?? [], Locks = locks ?? [], Kind = kind });
        _reports.Add(info => new StepReport(info, StepStatus.Succeeded, Ms(start), Ms(end - start), Ms(lockWait), null)
        {
            SlotWait = Ms(slotWait),
            NestedReport = within?.Report(kind == StepKind.ForEach ? (step, locks ?? []) : null),
        });
        Duration = Math.Max(Duration, end);
        return this;
    }

    public FlowReport Report() => Report(null);

    private FlowReport Report((string Step, string[] Locks)? elementsOf)
    {
        FlowPlan plan = elementsOf is { } each
            ? new FlowPlan(name, new StepDescriptor(each.Step, isAsync: true) { Kind = StepKind.ForEach, Locks = each.Locks }).ForElements(0, _steps.Count, MaxConcurrency)
            : new FlowPlan(name, [.. _steps]);
        return new FlowReport(plan, FlowStatus.Succeeded, Ms(Duration), [.. _reports.Zip(plan.Steps, static (make, info) => make(info))], []) { MaxConcurrency = MaxConcurrency };
    }
}
