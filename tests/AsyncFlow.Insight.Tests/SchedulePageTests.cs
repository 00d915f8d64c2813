using System.Text;
using AsyncFlow.Insight.Tests.Infrastructure;
using AsyncFlow.Testing;
using Microsoft.Playwright;

namespace AsyncFlow.Insight.Tests;

/// <summary>The page of a schedule that fails, in a real browser.</summary>
public class SchedulePageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Script = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&<!--";

    [BrowserFact]
    public async Task Each_moment_shows_the_steps_the_locks_and_the_time()
    {
        await using OpenPage open = await OpenAsync((await FindAsync()).ToHtml());

        // First, Second and Third; Second waits for the lock that First has while it waits for the clock.
        Assert.Equal("Before the first of 8 moments", await Now(open));
        Assert.Equal(["not started", "not started", "not started"], await States(open));
        Assert.Equal(["gate", "free", ""], await Cells(open, "#locks"));

        await open.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("1 of 8, at 0 ms: First started", await Now(open));
        Assert.Equal(["running", "not started", "not started"], await States(open));

        await open.Page.Keyboard.PressAsync("ArrowRight");
        Assert.Equal("2 of 8, at 0 ms: Second waits for gate", await Now(open));
        Assert.Equal(["waits at an await", "waits for gate", "not started"], await States(open));
        Assert.Equal(["gate", "First", "Second"], await Cells(open, "#locks"));

        await open.Page.Keyboard.PressAsync("End");
        Assert.Equal("8 of 8, at 100 ms: Third failed", await Now(open));
        Assert.Equal(["succeeded", "succeeded", "failed"], await States(open));
        Assert.Equal(["gate", "free", ""], await Cells(open, "#locks"));
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Keys_buttons_the_slider_and_the_list_move_forward_and_back()
    {
        await using OpenPage open = await OpenAsync((await FindAsync()).ToHtml());

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Forward" }).ClickAsync();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Forward" }).ClickAsync();
        Assert.StartsWith("2 of 8", await Now(open), StringComparison.Ordinal);
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.StartsWith("1 of 8", await Now(open), StringComparison.Ordinal);
        await open.SlideAsync("nav input", 5);
        Assert.StartsWith("5 of 8", await Now(open), StringComparison.Ordinal);
        await open.Page.Locator("ol button").Nth(2).ClickAsync();
        Assert.StartsWith("3 of 8", await Now(open), StringComparison.Ordinal);
        Assert.Equal(1, await open.Page.Locator("ol button[aria-current=step]").CountAsync());
        await open.Page.Keyboard.PressAsync("Home");
        Assert.True(await open.Page.GetByRole(AriaRole.Button, new() { Name = "Back" }).IsDisabledAsync());
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        Assert.StartsWith("Before", await Now(open), StringComparison.Ordinal);
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Names_and_messages_are_text()
    {
        FlowBuilder builder = new(Script);
        FlowLock held = new(Script);
        builder.Step(Script, static _ => throw new InvalidOperationException(Script)).WithLock(held);
        IFlow flow = builder.Build();
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.AllAsync(() => flow));
        await using OpenPage open = await OpenAsync(found.ToHtml());

        Assert.Equal($"{Script}: a schedule that fails", await open.Page.TitleAsync());
        Assert.Contains(Script, await open.Page.Locator("#failure").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(Script, await open.Page.Locator("#steps tbody th").InnerTextAsync());
        Assert.Equal(0, await open.Page.Locator("img").CountAsync());
        Assert.Equal(2, await open.Page.Locator("script").CountAsync());
        open.AssertQuiet();
    }

    [BrowserFact]
    public async Task Light_and_dark_follow_the_system_and_the_button()
    {
        string html = (await FindAsync()).ToHtml();
        await using OpenPage light = await OpenAsync(html);
        await using OpenPage dark = await OpenAsync(html, ColorScheme.Dark);
        if (Environment.GetEnvironmentVariable("ASYNCFLOW_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await light.Page.Keyboard.PressAsync("ArrowRight");
            await light.Page.Keyboard.PressAsync("ArrowRight");
            await light.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Join(folder, "schedule-light.png") });
            await dark.Page.Keyboard.PressAsync("End");
            await dark.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Join(folder, "schedule-dark.png") });
        }

        Assert.Equal("rgb(255, 255, 255)", await Background(light));
        Assert.Equal("rgb(13, 17, 23)", await Background(dark));
        await dark.Page.Locator("#theme").ClickAsync();
        Assert.Equal("rgb(255, 255, 255)", await Background(dark));

        static Task<string> Background(OpenPage open) => open.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    [Fact]
    public async Task A_page_of_a_long_schedule_is_small_and_keeps_its_end()
    {
        FlowBuilder builder = new("Long");
        StepHandle last = builder.Step("A step with a name 0", static _ => { });
        for (int i = 1; i < 1_500; i++)
        {
            last = builder.Step($"A step with a name {i}", static _ => { }).After(last);
        }

        builder.Step("Wrong", static _ => throw new InvalidOperationException("no")).After(last);
        IFlow flow = builder.Build();
        ExplorationException found = await Assert.ThrowsAsync<ExplorationException>(() => Explore.RandomAsync(() => flow, 1));

        string html = found.ToHtml();

        Assert.InRange(Encoding.UTF8.GetByteCount(html), 1, 300_000);
        Assert.Contains("\"dropped\":1502", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_option_writes_the_file_and_the_message_names_it_or_says_why_not()
    {
        string folder = Directory.CreateTempSubdirectory("asyncflow-schedule-").FullName;
        try
        {
            string path = Path.Join(folder, "schedule.html");

            ExplorationException found = await FindAsync(path);

            Assert.EndsWith($"\nTo step through it: {path}", found.Message, StringComparison.Ordinal);
            Assert.Equal(found.ToHtml(), await File.ReadAllTextAsync(path));
            string missing = Path.Join(folder, "missing", "schedule.html");
            Assert.Contains($"\nThe page '{missing}' could not be written: ", (await FindAsync(missing)).Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => found.SaveHtml(""));
            Assert.Throws<ArgumentException>(static () => new ExplorationOptions { HtmlPath = "" });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<ExplorationException> FindAsync(string? path = null) => await Assert.ThrowsAsync<ExplorationException>(
        () => Explore.AllAsync(Create, options: new ExplorationOptions { HtmlPath = path }));

    private static IFlow Create()
    {
        FlowLock gate = new("gate");
        FlowBuilder builder = new("Shop");
        StepHandle first = builder.Step("First", static async (StepContext context) => await Task.Delay(TimeSpan.FromMilliseconds(100), context.TimeProvider, context.CancellationToken)).WithLock(gate);
        StepHandle second = builder.Step("Second", static _ => { }).WithLock(gate);
        builder.Step("Third", static _ => throw new InvalidOperationException("Nothing is left.")).After(first, second);
        return builder.Build();
    }

    private Task<OpenPage> OpenAsync(string html, ColorScheme scheme = ColorScheme.Light) => chromium.OpenAsync(html, scheme, ready: "#now");

    private static Task<string> Now(OpenPage open) => open.Page.Locator("#now").InnerTextAsync();

    private static async Task<string[]> States(OpenPage open) => [.. await open.Page.Locator("#steps tbody td:nth-child(2)").AllInnerTextsAsync()];

    private static async Task<string[]> Cells(OpenPage open, string table) => [.. await open.Page.Locator($"{table} tbody tr > *").AllInnerTextsAsync()];
}
