namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>The graph of a flow, with the state of each step: a column for each wave.</summary>
internal static class StepGraph
{
    private const int BoxHeight = 26;
    private const int RowHeight = 40;
    private const int Gap = 56;
    private const int MaxLetters = 28;

    public static Html Of(FlowPlan plan, IReadOnlyList<FlowStepInfo> steps)
    {
        Dictionary<StepInfo, (int Left, double Top, int Width)> places = [];
        double height = plan.Waves.Max(static wave => wave.Count) * RowHeight;
        int left = 2;
        foreach (IReadOnlyList<StepInfo> wave in plan.Waves)
        {
            int width = wave.Max(static step => (Math.Min(step.Name.Length, MaxLetters) * 8) + 24);
            for (int row = 0; row < wave.Count; row++)
            {
                places[wave[row]] = (left, (height * (row + 0.5) / wave.Count) - (BoxHeight / 2), width);
            }

            left += width + Gap;
        }

        return Html.Of(
            $"""
            <svg class="graph" width="{left - Gap + 2}" height="{height}" role="img" aria-label="Graph of the steps">
            {Html.All(plan.Steps.SelectMany(step => step.Upstream.Select(upstream => Edge(places[upstream], places[step]))))}
            {Html.All(plan.Steps.Select((step, index) => Box(step.Name, RunPage.StateOf(steps[index]), places[step])))}
            </svg>
            """);
    }

    private static Html Edge((int Left, double Top, int Width) from, (int Left, double Top, int Width) to)
    {
        int x = from.Left + from.Width;
        int bend = Math.Max(24, (to.Left - x) / 2);
        double y1 = from.Top + (BoxHeight / 2);
        double y2 = to.Top + (BoxHeight / 2);
        return Html.Of($"""<path d="M{x},{y1:F1} C{x + bend},{y1:F1} {to.Left - bend},{y2:F1} {to.Left},{y2:F1}"/>""");
    }

    private static Html Box(string name, string state, (int Left, double Top, int Width) place)
    {
        string shown = name.Length > MaxLetters ? $"{name[..(MaxLetters - 1)]}…" : name;
        return Html.Of(
            $"""<g><title>{name}: {state}</title><rect class="{state}" x="{place.Left}" y="{place.Top:F1}" width="{place.Width}" height="{BoxHeight}" rx="5"/><text x="{place.Left + (place.Width / 2)}" y="{place.Top + 17:F1}" text-anchor="middle">{shown}</text></g>""");
    }
}
