using System.Globalization;
using System.Text;

namespace AsyncFlow;

/// <summary>Draws a plan as text: Mermaid, DOT and a list of waves. Line ends are always <c>\n</c>.</summary>
internal static class PlanDiagrams
{
    public static string Mermaid(IReadOnlyList<StepInfo> steps)
    {
        StringBuilder text = new("flowchart LR\n");
        foreach (StepInfo step in steps)
        {
            // Mermaid has no escape character; it takes the entity codes of HTML, written with # instead of &.
            string label = Label(step, "<br/>").Replace("\"", "#quot;", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $"    s{step.Index}{(step.IsAsync ? $"([\"{label}\"])" : $"[\"{label}\"]")}\n");
        }

        foreach (StepInfo step in steps)
        {
            foreach (StepInfo downstream in step.Downstream)
            {
                text.Append(CultureInfo.InvariantCulture, $"    s{step.Index} --> s{downstream.Index}\n");
            }
        }

        return text.ToString();
    }

    public static string Dot(string name, IReadOnlyList<StepInfo> steps)
    {
        StringBuilder text = new($"digraph {Quote(name)} {{\n    rankdir=LR;\n    node [shape=box];\n");
        foreach (StepInfo step in steps)
        {
            text.Append(CultureInfo.InvariantCulture, $"    s{step.Index} [label={Quote(Label(step, "\n"))}{(step.IsAsync ? ", style=rounded" : "")}];\n");
        }

        foreach (StepInfo step in steps)
        {
            foreach (StepInfo downstream in step.Downstream)
            {
                text.Append(CultureInfo.InvariantCulture, $"    s{step.Index} -> s{downstream.Index};\n");
            }
        }

        return text.Append("}\n").ToString();

        static string Quote(string value) => $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }

    public static string Text(string name, IReadOnlyList<IReadOnlyList<StepInfo>> waves)
    {
        StringBuilder text = new($"{name}: {Count(waves.Sum(static wave => wave.Count), "step")} in {Count(waves.Count, "wave")}\n");
        for (int i = 0; i < waves.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {i + 1}: {string.Join(", ", waves[i].Select(Describe))}\n");
        }

        return text.ToString();

        static string Describe(StepInfo step) => step.Name
            + (step.Upstream.Count == 0 ? "" : $" after {string.Join(" and ", step.Upstream)}")
            + (step.Locks.Count == 0 ? "" : $" with {string.Join(" and ", step.Locks)}");

        static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
    }

    private static string Label(StepInfo step, string lineBreak) =>
        step.Locks.Count == 0 ? step.Name : $"{step.Name}{lineBreak}with {string.Join(", ", step.Locks)}";
}
