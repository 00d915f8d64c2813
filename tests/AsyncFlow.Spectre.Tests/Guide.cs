using Spectre.Console;

namespace AsyncFlow.Spectre.Tests;

/// <summary>The examples of <c>docs/guides/live-view.md</c>; <see cref="GuideTests"/> compares them.</summary>
internal static class Guide
{
    public static async Task Show(IFlow flow, CancellationToken cancellationToken)
    {
        await AnsiConsole.Live(flow).ExecuteAsync(cancellationToken);
        await AnsiConsole.Live(flow).KeepDurations("build.durations.json").ExecuteAsync(cancellationToken);
    }
}
