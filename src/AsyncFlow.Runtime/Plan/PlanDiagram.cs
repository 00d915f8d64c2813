using System.Globalization;
using System.Text;

namespace AsyncFlow.Plan;

/// <summary>
/// Draws a plan as text. Line ends are always <c>\n</c>. A flow that is a step is drawn within the outer one, unless it is among its own
/// steps, at whatever depth. Time and text are proportional to the number of steps and edges that are drawn.
/// </summary>
internal abstract class PlanDiagram
{
    // Flows nested deeper than this are numbered and not indented any further. With paths as ids the text would be quadratic in the depth.
    private const int DeepestPath = 16;

    // A stack of its own, since flows nest deeper than a thread's stack allows.
    private readonly Stack<DrawnFlow> _open = new();
    private readonly HashSet<FlowPlan> _openPlans = [];
    private int _numbered;

    /// <summary>The steps and edges that have been drawn.</summary>
    protected StringBuilder Text { get; } = new();

    /// <summary>Draws a step that is not drawn as a flow.</summary>
    protected abstract void DrawStep(DrawnFlow flow, StepInfo step);

    /// <summary>Draws an edge between two steps of a flow. Both have been drawn.</summary>
    protected abstract void DrawEdge(DrawnFlow flow, StepInfo step, StepInfo downstream);

    /// <summary>Begins a step that is drawn as a flow.</summary>
    protected abstract void BeginFlow(DrawnFlow outer, StepInfo step);

    /// <summary>Ends a step that is drawn as a flow.</summary>
    protected abstract void EndFlow(DrawnFlow outer);

    /// <summary>Draws the steps and edges of a plan and of the flows within it.</summary>
    protected void Draw(FlowPlan plan)
    {
        Open(plan, "s", "    ");
        while (_open.TryPeek(out DrawnFlow? flow))
        {
            if (flow.Drawn == flow.Plan.Steps.Count)
            {
                Close(flow);
                continue;
            }

            StepInfo step = flow.Plan.Steps[flow.Drawn];
            if (step.Flow is { Steps.Count: > 0 } inner && !_openPlans.Contains(inner))
            {
                BeginFlow(flow, step);
                bool isDeep = _open.Count > DeepestPath;
                string prefix = isDeep ? string.Create(CultureInfo.InvariantCulture, $"f{++_numbered}_") : flow.IdOf(step) + "_";
                Open(inner, prefix, isDeep ? flow.Indent : flow.Indent + "    ");
            }
            else
            {
                DrawStep(flow, step);
                flow.Add(flow.IdOf(step), flow.IdOf(step));
            }
        }
    }

    /// <summary>What is written in the place of a step, on several lines.</summary>
    protected static string LabelOf(StepInfo step) => string.Join('\n', (string[])
    [
        step.Name,
        .. step.Kind == StepKind.ForEach ? ["for each"] : (string[])[],
        .. step.Condition is null ? (string[])[] : [$"when {step.Condition}"],
        .. step.Locks.Count == 0 ? (string[])[] : [$"with {string.Join(", ", step.Locks)}"],
    ]);

    private void Open(FlowPlan plan, string prefix, string indent)
    {
        _open.Push(new DrawnFlow(plan, prefix, indent));
        _openPlans.Add(plan);
    }

    private void Close(DrawnFlow flow)
    {
        foreach (StepInfo step in flow.Plan.Steps)
        {
            foreach (StepInfo downstream in step.Downstream)
            {
                DrawEdge(flow, step, downstream);
            }
        }

        _open.Pop();
        _openPlans.Remove(flow.Plan);
        if (_open.TryPeek(out DrawnFlow? outer))
        {
            outer.Add(flow.FirstNode, flow.LastNode);
            EndFlow(outer);
        }
    }
}
