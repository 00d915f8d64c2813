using System.Globalization;
using System.Text;

namespace AsyncFlow;

/// <summary>
/// Draws a plan as text: Mermaid, DOT and a list of waves. Line ends are always <c>\n</c>. A flow that is a step is drawn within the
/// outer one, unless it is among its own steps, at whatever depth.
/// </summary>
internal static class PlanDiagrams
{
    public static string Mermaid(FlowPlan plan)
    {
        StringBuilder text = new("flowchart LR\n");
        Write(plan, [plan], "s", "    ");
        return text.ToString();

        void Write(FlowPlan drawn, FlowPlan[] around, string prefix, string indent)
        {
            foreach (StepInfo step in drawn.Steps)
            {
                string label = Quote(Label(step));
                string id = Id(prefix, step);
                if (Within(step, around) is { } inner)
                {
                    text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph {id}[{label}]\n");
                    Write(inner, [.. around, inner], id + "_", indent + "    ");
                    text.Append(CultureInfo.InvariantCulture, $"{indent}end\n");
                }
                else
                {
                    string shape = step.Kind == StepKind.ForEach ? $"[[{label}]]" : step.IsAsync ? $"([{label}])" : $"[{label}]";
                    text.Append(CultureInfo.InvariantCulture, $"{indent}{id}{shape}\n");
                }
            }

            foreach ((StepInfo step, StepInfo downstream) in Edges(drawn))
            {
                text.Append(CultureInfo.InvariantCulture, $"{indent}{Id(prefix, step)} --> {Id(prefix, downstream)}\n");
            }
        }

        // A label is HTML. Mermaid has no escape character; it takes the entity codes of HTML, written with # instead of &.
        static string Quote(string value) => $"\"{new StringBuilder(value).Replace("\"", "#quot;").Replace("&", "#amp;").Replace("<", "#lt;").Replace(">", "#gt;").Replace("\n", "<br/>")}\"";
    }

    public static string Dot(FlowPlan plan)
    {
        StringBuilder text = new();
        bool hasClusters = false;
        Write(plan, [plan], "s", "    ");
        return $"digraph {Quote(plan.Name)} {{\n    rankdir=LR;\n{(hasClusters ? "    compound=true;\n" : "")}    node [shape=box];\n{text}}}\n";

        void Write(FlowPlan drawn, FlowPlan[] around, string prefix, string indent)
        {
            foreach (StepInfo step in drawn.Steps)
            {
                string id = Id(prefix, step);
                if (Within(step, around) is { } inner)
                {
                    hasClusters = true;
                    text.Append(CultureInfo.InvariantCulture, $"{indent}subgraph cluster_{id} {{\n{indent}    label={Quote(Label(step))};\n");
                    Write(inner, [.. around, inner], id + "_", indent + "    ");
                    text.Append(CultureInfo.InvariantCulture, $"{indent}}}\n");
                }
                else
                {
                    string style = step.Kind == StepKind.ForEach ? ", peripheries=2" : "";
                    text.Append(CultureInfo.InvariantCulture, $"{indent}{id} [label={Quote(Label(step))}{(step.IsAsync ? ", style=rounded" : "")}{style}];\n");
                }
            }

            foreach ((StepInfo step, StepInfo downstream) in Edges(drawn))
            {
                // An edge joins nodes; one of a cluster is cut where it meets the border.
                (string from, string tail) = End(step, "ltail", static inner => inner[^1]);
                (string to, string head) = End(downstream, "lhead", static inner => inner[0]);
                string cuts = tail.Length == 0 || head.Length == 0 ? tail + head : $"{tail}, {head}";
                text.Append(CultureInfo.InvariantCulture, $"{indent}{from} -> {to}{(cuts.Length == 0 ? "" : $" [{cuts}]")};\n");
            }

            (string Node, string Cut) End(StepInfo step, string attribute, Func<IReadOnlyList<StepInfo>, StepInfo> choose)
            {
                string id = Id(prefix, step);
                string node = id;
                FlowPlan[] path = around;
                for (StepInfo at = step; Within(at, path) is { } inner; path = [.. path, inner])
                {
                    at = choose(inner.Steps);
                    node = Id(node + "_", at);
                }

                return (node, node == id ? "" : $"{attribute}=cluster_{id}");
            }
        }

        static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }

    public static string Text(string name, IReadOnlyList<IReadOnlyList<StepInfo>> waves)
    {
        StringBuilder text = new();
        int steps = 0;
        for (int i = 0; i < waves.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {i + 1}: ");
            foreach (StepInfo step in waves[i])
            {
                text.Append(step == waves[i][0] ? "" : ", ").Append(Describe(step));
                steps++;
            }

            text.Append('\n');
        }

        return $"{name}: {Count(steps, "step")} in {Count(waves.Count, "wave")}\n{text}";

        static string Describe(StepInfo step) => step.Name
            + (step.Kind == StepKind.ForEach ? " for each" : step.Flow is { } flow ? $" ({flow.Name})" : "")
            + (step.Upstream.Count == 0 ? "" : $" after {string.Join(" and ", step.Upstream)}")
            + (step.Condition is null ? "" : $" when {step.Condition}")
            + (step.Locks.Count == 0 ? "" : $" with {string.Join(" and ", step.Locks)}");

        static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
    }

    private static string Id(string prefix, StepInfo step) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{step.Index}");

    // The flow to draw in the step's place.
    private static FlowPlan? Within(StepInfo step, FlowPlan[] around) => step.Flow is { Steps.Count: > 0 } flow && Array.IndexOf(around, flow) < 0 ? flow : null;

    private static IEnumerable<(StepInfo Step, StepInfo Downstream)> Edges(FlowPlan plan)
    {
        foreach (StepInfo step in plan.Steps)
        {
            foreach (StepInfo downstream in step.Downstream)
            {
                yield return (step, downstream);
            }
        }
    }

    private static string Label(StepInfo step) => string.Join('\n', (string[])
    [
        step.Name,
        .. step.Kind == StepKind.ForEach ? ["for each"] : (string[])[],
        .. step.Condition is null ? (string[])[] : [$"when {step.Condition}"],
        .. step.Locks.Count == 0 ? (string[])[] : [$"with {string.Join(", ", step.Locks)}"],
    ]);
}
