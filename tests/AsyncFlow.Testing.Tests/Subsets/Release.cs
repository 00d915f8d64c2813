namespace AsyncFlow.Testing.Tests.Subsets;

/// <summary>A flow of virtual hours, with a condition, an outcome and a flow within it.</summary>
[Flow]
internal sealed partial class Release(bool isTested = true, int pages = 4)
{
    [Step]
    private readonly Manual _manual = new(pages);

    [Step]
    private static Task Restore(StepContext context) => context.Hours(1);

    [Step(nameof(Restore))]
    private static async Task<string> Compile(StepContext context)
    {
        await context.Hours(2);
        return "app";
    }

    private bool IsTested() => isTested;

    [Step, When(nameof(IsTested))]
    private static async Task<int> Test([From(nameof(Compile))] string app, StepContext context)
    {
        await context.Hours(4);
        return app.Length;
    }

    [Step, Output]
    private static async Task<string> Publish(
        [From(nameof(Compile))] string app, [From(nameof(Test))] StepOutcome<int> tests, [From(nameof(_manual))] StepOutcome<int> pages, StepContext context)
    {
        await context.Hours(1);
        return $"{app}, tests {tests.Status}, manual {pages.Status}";
    }
}

/// <summary>A flow within the other. Its first step has the name of a step of the other.</summary>
[Flow]
internal sealed partial class Manual(int pages)
{
    [Step]
    private async Task<int[]> Restore(StepContext context)
    {
        await context.Hours(1);
        return [.. Enumerable.Range(0, pages)];
    }

    [Step]
    private static async Task<int> Render([Each(nameof(Restore), MaxConcurrency = 2)] int page, StepContext context)
    {
        await context.Hours(1);
        return page;
    }

    [Step, Output]
    private static int Count(IReadOnlyList<int> rendered) => rendered.Count;
}

internal static class VirtualHours
{
    public static Task Hours(this StepContext context, int hours) => Task.Delay(TimeSpan.FromHours(hours), context.TimeProvider, context.CancellationToken);
}
