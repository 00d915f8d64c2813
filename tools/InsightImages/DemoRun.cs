using AsyncFlow.Testing;

namespace AsyncFlow.InsightImages;

/// <summary>A run that has something of everything: lists, a flow as a step, locks, a limit, a failure. It takes no real time, and is always the same.</summary>
internal static class DemoRun
{
    /// <summary>Runs it.</summary>
    /// <param name="pages">How many pages it fetches.</param>
    /// <param name="fails">Whether a step fails.</param>
    public static async Task<FlowReport> RunAsync(int pages = 24, bool fails = false)
    {
        FlowSemaphore disk = new(permits: 1, "disk");
        FlowBuilder assets = new("Assets");
        StepHandle icons = assets.Step("Icons", Take(160));
        StepHandle styles = assets.Step("Styles", Take(90)).After(icons);
        assets.Step("Bundle", Take(140)).After(styles).WithLock(disk);
        assets.Step("Fonts", Take(110));

        FlowBuilder site = new("Site") { MaxConcurrency = 6, FailureMode = FailureMode.Continue };
        StepHandle settings = site.Step("Settings", Take(40));
        StepHandle<int[]> map = site.Step("Site map", async (StepContext context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(120), context.TimeProvider, CancellationToken.None);
            return Enumerable.Range(0, pages).ToArray();
        }).After(settings);
        StepHandle fetch = site.ForEach(map, (int page, StepContext context) => Task.Delay(TimeSpan.FromMilliseconds(30 + page * 37 % 90), context.TimeProvider, CancellationToken.None), maxConcurrency: 4, name: "Fetch");
        StepHandle built = site.SubFlow("Assets", assets.Build()).After(settings);
        StepHandle search = site.Step("Search index", Take(260)).After(fetch);
        StepHandle write = site.Step("Write", Take(180)).After(fetch, built).WithLock(disk);
        StepHandle links = site.Step("Check links", async (StepContext context) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(150), context.TimeProvider, CancellationToken.None);
            if (fails)
            {
                throw new InvalidOperationException("2 links lead nowhere:\n  /about <b>us</b>\n  /news?page=2&all=1");
            }
        }).After(fetch);
        site.Step("Archive", Take(320)).After(settings).WithLock(disk);
        site.Step("Mail", Take(20)).After(write).When(static () => false, "subscribers");
        site.Step("Publish", Take(90)).After(write, search, links);
        return await site.Build().RunAsync(new FlowOptions { Host = new SimulationHost(seed: 1) });
    }

    private static Func<StepContext, Task> Take(int milliseconds) => context => Task.Delay(TimeSpan.FromMilliseconds(milliseconds), context.TimeProvider, CancellationToken.None);
}
