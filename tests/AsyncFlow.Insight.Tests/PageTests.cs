using System.Globalization;
using AsyncFlow.Insight.Tests.Infrastructure;
using AsyncFlow.InsightImages;
using AsyncFlow.Testing;
using Microsoft.Playwright;

namespace AsyncFlow.Insight.Tests;

/// <summary>The page in a real browser: what it shows, what it does, and what it does not do.</summary>
public class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    [BrowserFact]
    public async Task The_page_shows_every_step_and_loads_nothing()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        Assert.Equal("Site Succeeded", await open.Page.Locator("h1").InnerTextAsync());
        string[] rows = [.. await open.Page.Locator("tbody th").AllInnerTextsAsync()];
        Assert.Equal(report.Steps.Select(static step => step.Name).Concat(["Assets.Icons", "Assets.Styles", "Assets.Bundle", "Assets.Fonts"]).Order(StringComparer.Ordinal), rows.Order(StringComparer.Ordinal));
        Assert.Equal(report.Steps.Count, await open.Page.Locator("#graph .step").CountAsync());
        Assert.Equal(report.Steps.Sum(static step => step.Step.Upstream.Count), await open.Page.Locator("#graph .edge").CountAsync());

        // Each step that ran, those within the flow, and the elements, which are few enough.
        Assert.Equal(report.Steps.Count - 1 + 4 + 24, await open.Page.Locator("#timeline .step").CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Bars_lie_where_the_times_say()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());
        double width = await open.Page.Locator("#timeline svg").EvaluateAsync<double>("svg => svg.clientWidth");
        double left = await open.Page.Locator("#timeline svg").EvaluateAsync<double>("svg => svg.getBoundingClientRect().left");
        foreach (StepReport step in report.Steps.Where(static step => step.Status == StepStatus.Succeeded))
        {
            double[] bar = await open.Page.Locator($"#timeline .step[aria-label^='{step.Name}: ']>.bar").EvaluateAsync<double[]>("bar => [bar.getBoundingClientRect().left, bar.getBoundingClientRect().right]");

            Assert.Equal(8 + step.Start / report.Duration * (width - 16), bar[0] - left, 0.6);
            Assert.Equal(8 + (step.Start + step.Duration) / report.Duration * (width - 16), bar[1] - left, 0.6);
        }
    }

    [BrowserFact]
    public async Task The_pages_predictions_are_those_of_the_library()
    {
        FlowReport report = await DemoRun.RunAsync();
        FlowAnalysis analysis = report.Analysis;
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());
        ILocator add = open.Page.Locator("#what-if select");

        Assert.Equal(report.Duration.Ticks, await open.PredictedAsync());
        foreach ((string step, int at, double speedup) in ((string, int, double)[])[("Fetch", 3, 2), ("Assets.Styles", 7, double.PositiveInfinity), ("Write", 5, 4)])
        {
            await add.SelectOptionAsync(new SelectOptionValue { Label = step });
            await open.SlideAsync($"#what-if input[aria-label='{step}']", at);
            Assert.Equal(analysis.WhatIf(step, speedup).Ticks, await open.PredictedAsync());
            await open.SlideAsync($"#what-if input[aria-label='{step}']", 0);
        }

        foreach (int limit in (int[])[1, 2, 3, 8])
        {
            await open.SlideAsync("#limit", limit);
            Assert.Equal(analysis.WhatIf(new FlowChanges { MaxConcurrency = limit }).Ticks, await open.PredictedAsync());
        }

        await open.SlideAsync("#limit", 17);
        Assert.Equal(analysis.WhatIf(new FlowChanges { MaxConcurrency = 0 }).Ticks, await open.PredictedAsync());
        await open.SlideAsync("#limit", 6);
        await open.SlideAsync("#what-if input[data-lock='disk']", 3);
        Assert.Equal(analysis.WhatIf(new FlowChanges { Permits = new Dictionary<string, int> { ["disk"] = 3 } }).Ticks, await open.PredictedAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task The_pages_predictions_for_streams_are_those_of_the_library()
    {
        SimulationHost host = new(seed: 1);
        FlowReport report = await new Streamed(host.TimeProvider).RunAsync(new FlowOptions { Host = host });
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        Assert.Equal(report.Duration.Ticks, await open.PredictedAsync());
        foreach (string step in (string[])["Find", "Fetch", "Parse"])
        {
            await open.Page.Locator("#what-if select").SelectOptionAsync(new SelectOptionValue { Label = step });
            await open.SlideAsync($"#what-if input[aria-label='{step}']", 3);
            Assert.Equal(report.Analysis.WhatIf(step, 2).Ticks, await open.PredictedAsync());
            Assert.True(report.Analysis.WhatIf(step, 0.25) > report.Duration, step);
            await open.SlideAsync($"#what-if input[aria-label='{step}']", 0);
        }

        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task The_table_sorts_and_filters()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());
        ILocator rows = open.Page.Locator("tbody th");

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Duration" }).ClickAsync();
        Assert.Equal(report.Steps.MaxBy(static step => step.Duration)!.Name, await rows.First.InnerTextAsync());
        Assert.Equal("descending", await open.Page.Locator("thead th").Nth(3).GetAttributeAsync("aria-sort"));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Step", Exact = true }).ClickAsync();
        Assert.Equal("Archive", await rows.First.InnerTextAsync());

        await open.Page.GetByRole(AriaRole.Searchbox).FillAsync("fetch[");
        Assert.Equal(24, await rows.CountAsync());
        await open.Page.GetByRole(AriaRole.Searchbox).FillAsync("skipped");
        Assert.Equal(["Mail"], await rows.AllInnerTextsAsync());
        await open.Page.GetByRole(AriaRole.Searchbox).FillAsync("nothing has this name");
        Assert.Equal(0, await rows.CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task The_keyboard_moves_and_folds()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        await open.Page.Locator("#timeline .step").First.FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        string? label = await open.Page.EvaluateAsync<string?>("document.activeElement.getAttribute('aria-label')");
        Assert.Equal(label, await open.Page.Locator("#detail").InnerTextAsync());
        Assert.Equal(1, await open.Page.Locator("#timeline .step.selected").CountAsync());
        Assert.Equal(1, await open.Page.Locator("#timeline .step[tabindex='0']").CountAsync());

        int before = await open.Page.Locator("#timeline .step").CountAsync();
        await open.Page.Locator("#timeline .step[aria-label^='Fetch: ']").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.Equal(before - 24, await open.Page.Locator("#timeline .step").CountAsync());
        Assert.Equal("false", await open.Page.EvaluateAsync<string?>("document.activeElement.getAttribute('aria-expanded')"));
        await open.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await open.Page.Locator("#timeline .step.selected").CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Dependencies_are_drawn_for_the_selected_step()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        await open.Page.Locator("#graph .step[aria-label^='Write: ']").ClickAsync();

        StepInfo write = report.Plan.Steps.Single(static step => step.Name == "Write");
        Assert.Equal(write.Upstream.Count, await open.Page.Locator("#timeline .arrows .from").CountAsync());

        // One of those behind it was skipped, and is not in the timeline.
        Assert.Equal(write.Downstream.Count - 1, await open.Page.Locator("#timeline .arrows .to").CountAsync());
        Assert.Equal(1, await open.Page.Locator("tbody tr.selected").CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Names_and_messages_are_text()
    {
        const string Script = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--";
        FlowBuilder builder = new(Script);
        FlowLock held = new(Script);
        builder.Step(Script, static _ => throw new InvalidOperationException(Script)).WithLock(held);
        FlowReport report = await builder.Build().RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        Assert.StartsWith(Script, await open.Page.TitleAsync(), StringComparison.Ordinal);
        Assert.Equal(Script, await open.Page.Locator("tbody th").InnerTextAsync());
        Assert.Equal($"{Script}: InvalidOperationException: {Script}", await open.Page.Locator(".failures pre").InnerTextAsync());
        Assert.Equal(0, await open.Page.Locator("img").CountAsync());
        Assert.Equal(2, await open.Page.Locator("script").CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task A_failure_names_the_innermost_step_that_threw_it()
    {
        FlowBuilder inner = new("Inner");
        inner.Step("Deep", static _ => throw new InvalidOperationException("no"));
        FlowBuilder outer = new("Outer");
        outer.SubFlow("Flow", inner.Build());
        FlowReport report = await outer.Build().RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        Assert.Equal(["Flow.Deep: InvalidOperationException: no"], await open.Page.Locator(".failures pre").AllInnerTextsAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Twenty_thousand_elements_fold()
    {
        FlowReport report = await DemoRun.RunAsync(pages: 20_000);
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());

        Assert.Contains("× 20000", await open.Page.Locator("#timeline .step[aria-label^='Fetch: ']").TextContentAsync(), StringComparison.Ordinal);
        Assert.InRange(await open.Page.Locator("#timeline .step").CountAsync(), 1, 50);
        await open.Page.Locator("#timeline .step[aria-label^='Fetch: ']").FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        Assert.InRange(await open.Page.Locator("#timeline .step").CountAsync(), 1_000, 12_000);
        await open.Page.GetByRole(AriaRole.Searchbox).FillAsync("fetch[");
        Assert.Equal("400 of 20000 steps are shown. Filter to see others.", await open.Page.Locator("section p[role=status]").Last.InnerTextAsync());
        await open.SlideAsync("#what-if input[aria-label='Fetch']", 3);
        Assert.Equal(report.Analysis.WhatIf("Fetch", 2).Ticks, await open.PredictedAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Attempts_are_marked_named_and_counted()
    {
        SimulationHost host = new(seed: 1);
        FlowReport report = await new Retried(host.TimeProvider).RunAsync(new FlowOptions { Host = host });
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());
        ILocator load = open.Page.Locator("#timeline .step[aria-label^='Load: ']");

        Assert.Equal(["attempt 2", "attempt 3"], await load.Locator(".attempt title").AllTextContentsAsync());
        Assert.Contains("3 attempts", await load.GetAttributeAsync("aria-label"), StringComparison.Ordinal);
        Assert.Equal("Load ↻ 3", await load.Locator("text").TextContentAsync());
        double[] at = await load.EvaluateAsync<double[]>("step => [...step.querySelectorAll('.attempt, .bar')].map(mark => mark.getBoundingClientRect().left)");
        double width = await load.Locator(".bar").EvaluateAsync<double>("bar => bar.getBoundingClientRect().width");
        Assert.Equal(at[0] + width / 3, at[1], 1.5);
        Assert.Equal(at[0] + 2 * width / 3, at[2], 1.5);
        Assert.Equal(0, await open.Page.Locator("#timeline .step[aria-label^='Save: '] .attempt").CountAsync());

        int column = Array.IndexOf([.. await open.Page.Locator("thead th").AllInnerTextsAsync()], "Attempts");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Attempts", Exact = true }).ClickAsync();
        Assert.Equal("Load", await open.Page.Locator("tbody th").First.InnerTextAsync());
        Assert.Equal(["3", "1"], await open.Page.Locator($"tbody tr > :nth-child({column + 1})").AllInnerTextsAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Light_and_dark_follow_the_system_and_the_button()
    {
        string html = (await DemoRun.RunAsync()).ToHtml();
        await using OpenPage light = await chromium.OpenAsync(html);
        await using OpenPage dark = await chromium.OpenAsync(html, ColorScheme.Dark);

        Assert.Equal("rgb(255, 255, 255)", await Background(light));
        Assert.Equal("rgb(13, 17, 23)", await Background(dark));
        await dark.Page.Locator("#theme").ClickAsync();
        Assert.Equal("rgb(255, 255, 255)", await Background(dark));
        await dark.Page.Locator("#theme").ClickAsync();
        Assert.Equal("rgb(13, 17, 23)", await Background(dark));

        static Task<string> Background(OpenPage open) => open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [BrowserFact]
    public async Task Times_are_written_as_the_library_writes_them()
    {
        FlowReport report = await DemoRun.RunAsync();
        await using OpenPage open = await chromium.OpenAsync(report.ToHtml());
        foreach (long ticks in (long[])[0, 400, 9_999_400, 9_999_600, 599_900_000, 599_960_000, 1_234_560_000, 35_999_600_000, 864_000_000_000, 937_840_000_000, 12_345])
        {
            StepReport step = new(report.Plan.Steps[0], StepStatus.Succeeded, TimeSpan.Zero, TimeSpan.FromTicks(ticks), TimeSpan.Zero, exception: null);
            string expected = step.ToString()[$"{step.Name}: Succeeded in ".Length..];

            Assert.Equal(expected, await open.Page.EvaluateAsync<string>($"timeText({ticks.ToString(CultureInfo.InvariantCulture)})"));
        }
    }
}
