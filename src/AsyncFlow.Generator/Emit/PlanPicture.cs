using System.Collections.Immutable;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>
/// The plan as a picture for the tooltip of <c>ExecuteAsync</c>: a column for each wave, with arrows between them. A step names its upstream
/// steps if they are not the whole wave before it. Large plans are cut to the size of a tooltip. Below is the critical path of a profiled run.
/// </summary>
internal static class PlanPicture
{
    private const int MaxLines = 20;
    private const int MaxWidth = 100;
    private const int MaxLabel = 40;
    private const int MaxRows = 8;
    private const string Arrow = " ──► ";

    /// <summary>The lines of the picture.</summary>
    public static ImmutableArray<string> Of(FlowModel flow, FlowProfile? profile)
    {
        ImmutableArray<string> path = CriticalPathText.Of(flow, profile);
        return Draw(flow, MaxLines - path.Length).AddRange(path);
    }

    private static ImmutableArray<string> Draw(FlowModel flow, int maxLines)
    {
        IReadOnlyList<StepModel> shown = flow.ShownSteps();
        FlowGraph graph = new(shown.Select(static step => step.Upstream.ToImmutableArray()).ToImmutableArray());
        ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{flow.Name}: {PlanText.Count(shown.Count, "step")} in {PlanText.Count(graph.Waves.Length, "wave")}");
        int wave = 0;
        while (wave < graph.Waves.Length)
        {
            List<string[]> columns = Columns(flow, graph, wave);
            int rows = columns.Max(static column => column.Length);

            // One line is left to say what is missing.
            bool isLast = wave + columns.Count == graph.Waves.Length;
            if (lines.Count + rows + (isLast ? 0 : 1) > maxLines)
            {
                break;
            }

            for (int row = 0; row < rows; row++)
            {
                lines.Add(Line(columns, row, isFirst: wave == 0));
            }

            wave += columns.Count;
        }

        if (wave < graph.Waves.Length)
        {
            int steps = graph.Waves.Skip(wave).Sum(static missing => missing.Length);
            lines.Add($"… and {PlanText.Count(steps, "more step")} in {PlanText.Count(graph.Waves.Length - wave, "more wave")}");
        }

        return lines.ToImmutable();
    }

    // The waves, from the given one, that fit the width.
    private static List<string[]> Columns(FlowModel flow, FlowGraph graph, int wave)
    {
        List<string[]> columns = [];
        int width = 0;
        for (int i = wave; i < graph.Waves.Length; i++)
        {
            string[] column = Column(flow, graph, i);
            width += Arrow.Length + column.Max(static label => label.Length);
            if (columns.Count > 0 && width > MaxWidth)
            {
                break;
            }

            columns.Add(column);
        }

        return columns;
    }

    private static string[] Column(FlowModel flow, FlowGraph graph, int wave)
    {
        ImmutableArray<int> steps = graph.Waves[wave];
        IEnumerable<string> labels = steps.Select(step => Label(flow, step, wave == 0 ? ImmutableArray<int>.Empty : graph.Waves[wave - 1]));
        return steps.Length <= MaxRows ? [.. labels] : [.. labels.Take(MaxRows - 1), $"… and {steps.Length - MaxRows + 1} more"];
    }

    private static string Label(FlowModel flow, int index, ImmutableArray<int> before)
    {
        StepModel step = flow.Steps[index];
        string locks = step.Locks.Count == 0 ? "" : $" [{string.Join(", ", step.Locks.Select(static held => held.Name))}]";
        bool isObvious = step.Upstream.Count == before.Length && before.All(step.Upstream.Contains);
        string upstream = isObvious ? "" : $" ← {string.Join(", ", step.Upstream.Select(upstream => PlanText.Name(flow.Steps[upstream])))}";
        string label = $"{PlanText.Name(step)}{(step.Condition is null ? "" : "?")}{(step.ForEach is null ? "" : " (each)")}{locks}{upstream}";
        return label.Length <= MaxLabel ? label : label.Substring(0, MaxLabel - 1) + "…";
    }

    private static string Line(List<string[]> columns, int row, bool isFirst)
    {
        IEnumerable<string> cells = columns.Select((column, i) =>
        {
            string arrow = i == 0 && isFirst ? "" : row == 0 ? Arrow : new string(' ', Arrow.Length);
            string label = row < column.Length ? column[row] : "";
            return arrow + label.PadRight(column.Max(static other => other.Length));
        });
        return string.Concat(cells).TrimEnd();
    }
}
