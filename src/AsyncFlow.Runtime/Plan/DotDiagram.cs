using System.Globalization;

namespace AsyncFlow.Plan;

/// <summary>Draws a plan in the DOT language of Graphviz.</summary>
internal sealed class DotDiagram : PlanDiagram
{
    private bool _hasClusters;

    public static string Of(FlowPlan plan)
    {
        DotDiagram diagram = new();
        diagram.Draw(plan);
        return $"digraph {Quote(plan.Name)} {{\n    rankdir=LR;\n{(diagram._hasClusters ? "    compound=true;\n" : "")}    node [shape=box];\n{diagram.Text}}}\n";
    }

    protected override void DrawStep(DrawnFlow flow, StepInfo step)
    {
        string style = step.Kind == StepKind.ForEach ? ", peripheries=2" : "";
        Text.Append(CultureInfo.InvariantCulture, $"{flow.Indent}{flow.IdOf(step)} [label={Quote(LabelOf(step))}{(step.IsAsync ? ", style=rounded" : "")}{style}];\n");
    }

    protected override void DrawEdge(DrawnFlow flow, StepInfo step, StepInfo downstream)
    {
        // An edge joins nodes; one of a cluster is cut where it meets the border.
        string from = flow.LastNodeOf(step), to = flow.FirstNodeOf(downstream);
        string tail = from == flow.IdOf(step) ? "" : $"ltail=cluster_{flow.IdOf(step)}";
        string head = to == flow.IdOf(downstream) ? "" : $"lhead=cluster_{flow.IdOf(downstream)}";
        string cuts = tail.Length == 0 || head.Length == 0 ? tail + head : $"{tail}, {head}";
        Text.Append(CultureInfo.InvariantCulture, $"{flow.Indent}{from} -> {to}{(cuts.Length == 0 ? "" : $" [{cuts}]")};\n");
    }

    protected override void BeginFlow(DrawnFlow outer, StepInfo step)
    {
        _hasClusters = true;
        Text.Append(CultureInfo.InvariantCulture, $"{outer.Indent}subgraph cluster_{outer.IdOf(step)} {{\n");
        Text.Append(CultureInfo.InvariantCulture, $"{outer.Indent}    label={Quote(LabelOf(step))};\n");
    }

    protected override void EndFlow(DrawnFlow outer) => Text.Append(CultureInfo.InvariantCulture, $"{outer.Indent}}}\n");

    private static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
