using System.Collections.Immutable;
using System.Globalization;
using AsyncFlow.Generator.Graph;
using AsyncFlow.Generator.Model;

namespace AsyncFlow.Generator.Emit;

/// <summary>The plan as readable text: the waves, and for each step its upstream steps and locks.</summary>
internal sealed class PlanText(FlowModel flow)
{
    private readonly ImmutableArray<string> _lines = flow.Problems.Count == 0 ? Print(flow) : ImmutableArray<string>.Empty;

    /// <summary>The name of a step, for use in a comment.</summary>
    public static string Name(StepModel step) => OneLine(step.Name);

    public IEnumerable<string> All => _lines;

    private static ImmutableArray<string> Print(FlowModel flow)
    {
        IReadOnlyList<StepModel> steps = flow.ShownSteps();
        FlowGraph graph = new(steps.Select(static step => step.Upstream.ToImmutableArray()).ToImmutableArray());
        ImmutableArray<string>.Builder lines = ImmutableArray.CreateBuilder<string>();
        lines.Add($"{flow.Name}: {Count(steps.Count, "step")} in {Count(graph.Waves.Length, "wave")}");
        int digits = Number(graph.Waves.Length).Length;
        int width = steps.Select(static step => step.Name.Length).DefaultIfEmpty().Max();
        for (int wave = 0; wave < graph.Waves.Length; wave++)
        {
            string number = Number(wave + 1);
            foreach (int index in graph.Waves[wave])
            {
                StepModel step = steps[index];
                string waits = step.Upstream.Count == 0 ? "" : " after " + string.Join(", ", step.Upstream.Select(upstream => flow.Steps[upstream].Name));
                string locks = step.Locks.Count == 0 ? "" : " with " + string.Join(", ", step.Locks.Select(static held => held.Name));
                string kind = step.ForEach is not null ? " for each" : step.SubFlow is { } inner ? $" ({inner.Name})" : "";
                string condition = step.Condition is { Text: var text } ? $" when {text}" : "";
                lines.Add($"  {number.PadLeft(digits)}  {step.Name.PadRight(width)}{kind}{waits}{condition}{locks}".TrimEnd());
                number = "";
            }
        }

        return lines.Select(OneLine).ToImmutableArray();
    }

    // A custom name may contain any characters, and the text becomes a comment.
    private static string OneLine(string text) => new([.. text.Select(static letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter)]);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A number of things.</summary>
    public static string Count(int count, string noun) => $"{Number(count)} {noun}{(count == 1 ? "" : "s")}";
}
