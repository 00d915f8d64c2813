using System.Globalization;
using System.Text;

namespace AsyncFlow.Plan;

/// <summary>Draws a plan as a Mermaid flowchart.</summary>
internal sealed class MermaidDiagram : PlanDiagram
{
    public static string Of(FlowPlan plan)
    {
        MermaidDiagram diagram = new();
        diagram.Draw(plan);
        return $"flowchart LR\n{diagram.Text}";
    }

    protected override void DrawStep(DrawnFlow flow, StepInfo step)
    {
        string label = Quote(LabelOf(step));
        string shape = step.Kind == StepKind.ForEach ? $"[[{label}]]" : step.IsAsync ? $"([{label}])" : $"[{label}]";
        Text.Append(CultureInfo.InvariantCulture, $"{flow.Indent}{flow.IdOf(step)}{shape}\n");
    }

    protected override void DrawEdge(DrawnFlow flow, StepInfo step, StepInfo downstream) =>
        Text.Append(CultureInfo.InvariantCulture, $"{flow.Indent}{flow.IdOf(step)} --> {flow.IdOf(downstream)}\n");

    protected override void BeginFlow(DrawnFlow outer, StepInfo step) =>
        Text.Append(CultureInfo.InvariantCulture, $"{outer.Indent}subgraph {outer.IdOf(step)}[{Quote(LabelOf(step))}]\n");

    protected override void EndFlow(DrawnFlow outer) => Text.Append(CultureInfo.InvariantCulture, $"{outer.Indent}end\n");

    // A label is HTML. Mermaid has no escape character; it takes the entity codes of HTML, written with # instead of &.
    private static string Quote(string value) => $"\"{new StringBuilder(value).Replace("\"", "#quot;").Replace("&", "#amp;").Replace("<", "#lt;").Replace(">", "#gt;").Replace("\n", "<br/>")}\"";
}
