using AsyncFlow.Durable;
using AsyncFlow.Insight.Tests.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;

namespace AsyncFlow.Dashboard.Tests;

/// <summary>The pages in a browser. With ASYNCFLOW_PICTURES, a folder, pictures of them are saved there.</summary>
public sealed class PageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("ASYNCFLOW_PICTURES");

    [BrowserFact]
    public async Task The_pages_follow_what_happens()
    {
        await using Site site = await Site.StartAsync();
        site.AddRunning(10);
        await using OpenPage open = await chromium.OpenAsync(ColorScheme.Light, 1280);
        await open.Page.GotoAsync($"{site.Url}/flows/run?id=running");
        await open.Page.GetByText("10 of 10000").WaitForAsync();
        site.AddRunning(9_000);
        await open.Page.GetByText("9000 of 10000").WaitForAsync();
        site.Engine.Set(site.Run("running", FlowRunStatus.Canceled), Site.AllSteps(StepStatus.Canceled));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).WaitForAsync();
        open.AssertQuiet(site.Url);
    }

    [BrowserFact]
    public async Task An_open_failure_stays_open_and_the_buttons_act()
    {
        await using Site site = await Site.StartAsync();
        site.AddFailed();
        await using OpenPage open = await chromium.OpenAsync(ColorScheme.Dark, 1280);
        await open.Page.GotoAsync($"{site.Url}/flows");
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "failed/<i>1</i> & 2" }).ClickAsync();
        await open.Page.Locator("#run summary").ClickAsync();
        string before = await open.Page.Locator("#live").InnerTextAsync();
        site.Engine.Set((await site.Engine.InfoAsync("failed/<i>1</i> & 2", default)) with { Epoch = 7 }, [.. await site.Engine.StepsAsync("failed/<i>1</i> & 2", default)]);
        await open.Page.GetByText("7 times").WaitForAsync();
        Assert.NotEqual(before, await open.Page.Locator("#live").InnerTextAsync());
        Assert.True(await open.Page.Locator("#run").EvaluateAsync<bool>("details => details.open"));
        Assert.True(await open.Page.Locator("#run summary").EvaluateAsync<bool>("summary => summary === document.activeElement"));
        Assert.False(await open.Page.Locator("#step-Sum").EvaluateAsync<bool>("details => details.open"));
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await open.Page.WaitForURLAsync("**/flows/run?id=*");
        Assert.Equal(["retry failed/<i>1</i> & 2"], site.Engine.Calls);
        await open.Page.GetByRole(AriaRole.Link, new() { Name = "Critical path and what-if" }).ClickAsync();
        await open.Page.Locator("#predicted").WaitForAsync();
        open.AssertQuiet(site.Url);
    }

    [BrowserFact]
    public async Task A_run_of_the_real_engine_is_retried_by_its_button()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asyncflow-dashboard-");
        await using (Site site = await Site.StartAsync(flows => flows.UseOrleans(o => o.Embedded(Path.Combine(folder.FullName, "flows.db")))))
        {
            site.Services.GetRequiredService<Switch>().Fails = true;
            FlowHandle<int> run = await site.Services.GetRequiredService<IFlowClient>().StartAsync<Billing>(new(1_000), id: "nightly");
            await Assert.ThrowsAsync<FlowStepException>(async () => await run.ResultAsync());
            await using OpenPage open = await chromium.OpenAsync(ColorScheme.Light, 1280);
            await open.Page.GotoAsync($"{site.Url}/flows?status=Failed");
            await open.Page.GetByRole(AriaRole.Link, new() { Name = "nightly" }).ClickAsync();
            site.Services.GetRequiredService<Switch>().Fails = false;
            await open.Page.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
            Assert.Equal(500_500, await run.ResultAsync());
            await open.Page.Locator(".actions .status.Succeeded").WaitForAsync();
            await open.Page.GetByText("1000 of 1000").WaitForAsync();
            await open.Page.GetByRole(AriaRole.Link, new() { Name = "Critical path and what-if" }).ClickAsync();
            await open.Page.Locator("#predicted").WaitForAsync();
            open.AssertQuiet(site.Url);
        }

        folder.Delete(recursive: true);
    }

    [BrowserFact]
    public async Task Wide_and_narrow_in_light_and_dark_nothing_overflows()
    {
        await using Site site = await Site.StartAsync();
        site.AddFailed();
        site.AddRunning(6_000);
        for (int i = 0; i < 120; i++)
        {
            site.Engine.Set(site.Run($"nightly-{i}", (FlowRunStatus)((i % 5) + 1), i % 5 == 2 ? new FlowFailure("Load", "System.IO.IOException", "The disk is full.", null) : null, minute: i));
        }

        foreach (ColorScheme scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            foreach (int width in (int[])[1280, 400])
            {
                await using OpenPage open = await chromium.OpenAsync(scheme, width);
                foreach ((string name, string path) in ((string, string)[])[("list", "/flows"), ("failed", "/flows/run?id=failed%2F%3Ci%3E1%3C%2Fi%3E%20%26%202"), ("running", "/flows/run?id=running")])
                {
                    await open.Page.GotoAsync(site.Url + path);
                    await open.Page.Locator("#live table").WaitForAsync();
                    Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{name} overflows at {width}");
                    if (s_pictures is not null)
                    {
                        await open.Page.ScreenshotAsync(new() { Path = Path.Combine(s_pictures, $"{name}-{scheme}-{width}.png") });
                    }
                }

                open.AssertQuiet(site.Url);
            }
        }
    }
}
