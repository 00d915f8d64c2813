using System.Globalization;
using System.Text;

namespace AsyncFlow.CommandLine;

/// <summary>Describes a flow without running it. Line ends are always <c>\n</c>.</summary>
internal static class PlanText
{
    /// <summary>What a request wants to read; null if it wants to run the flow.</summary>
    /// <param name="request">The request.</param>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="selected">The plan of what would run.</param>
    public static string? Of(CommandRequest request, FlowPlan plan, FlowPlan selected) =>
        request.ListsSteps ? List(plan)
        : request.Graph is { } form ? form switch { "dot" => selected.ToDot(), "text" => selected.ToString(), _ => selected.ToMermaid() }
        : request.IsDryRun ? DryRun(plan, selected)
        : null;

    private static string List(FlowPlan plan)
    {
        int width = plan.Steps.Select(static step => step.Name.Length).DefaultIfEmpty().Max();
        StringBuilder text = new();
        foreach (StepInfo step in plan.Steps)
        {
            string about = string.Join(' ', (string[])
            [
                .. step.Upstream.Count == 0 ? (string[])[] : [$"after {string.Join(", ", step.Upstream)}"],
                .. step.Condition is { } condition ? [$"when {condition}"] : (string[])[],
                .. step.Locks.Count == 0 ? (string[])[] : [$"with {string.Join(", ", step.Locks)}"],
            ]);
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{step.Name.PadRight(width)}  {about}").TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    private static string DryRun(FlowPlan plan, FlowPlan selected)
    {
        HashSet<string> runs = [.. selected.Steps.Select(static step => step.Name)];
        string[] omitted = [.. plan.Steps.Select(static step => step.Name).Where(name => !runs.Contains(name))];
        return $"{selected}{(omitted.Length == 0 ? "" : $"skipped: {string.Join(", ", omitted)}\n")}";
    }
}
