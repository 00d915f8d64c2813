using AsyncFlow.Spectre.Durations;
using Spectre.Console;

namespace AsyncFlow.Spectre.Views;

/// <summary>Runs a flow and shows it.</summary>
internal static class ShownRun
{
    /// <summary>Runs it.</summary>
    /// <typeparam name="T">The type of what the run gives.</typeparam>
    /// <param name="settings">How to show it.</param>
    /// <param name="plan">The flow's plan.</param>
    /// <param name="options">The caller's options.</param>
    /// <param name="run">Runs the flow with options that have it shown.</param>
    public static async Task<T> OfAsync<T>(LiveSettings settings, FlowPlan plan, FlowOptions? options, Func<FlowOptions, ValueTask<T>> run)
    {
        StepDurations? kept = settings.DurationsPath is { } path ? DurationsFile.Read(path, plan.Name) : null;
        DurationsKeeper? keeper = settings.DurationsPath is null ? null : new(settings.DurationsPath, kept);
        StepDurations? earlier = kept ?? settings.Earlier;
        IAnsiConsole console = settings.Console;
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Capabilities.Ansi)
        {
            return await run(With(new PlainLines(console, earlier))).ConfigureAwait(false);
        }

        // One at a time: two areas would overwrite each other, and so would a prompt and an area.
        return await console.RunExclusive(async () =>
        {
            using LiveView view = new(settings, earlier);
            return await run(With(view.Observer)).ConfigureAwait(false);
        }).ConfigureAwait(false);

        FlowOptions With(FlowObserver view) => (options ?? new()) with { Observer = FlowObserver.Combine(options?.Observer, view, keeper) };
    }
}
