using System.Globalization;
using Microsoft.Playwright;

namespace AsyncFlow.Insight.Tests.Infrastructure;

/// <summary>A page in the browser, and what went wrong in it or left it.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly string _file = Path.Join(Path.GetTempPath(), $"asyncflow-{Guid.NewGuid():N}.html");
    private readonly List<string> _problems = [];
    private readonly List<string> _requests = [];

    public OpenPage(IPage page)
    {
        Page = page;
        page.Console += (_, message) => Note(message.Type is "error" or "warning" ? message.Text : null);
        page.PageError += (_, error) => Note(error);
        page.Dialog += (_, dialog) => Note($"dialog: {dialog.Message}");
        page.Request += (_, request) =>
        {
            lock (_requests)
            {
                _requests.Add(request.Url);
            }
        };
    }

    public IPage Page { get; }

    public async Task GotoAsync(string html, string ready)
    {
        await File.WriteAllTextAsync(_file, html);
        await Page.GotoAsync($"file://{_file}");
        await Page.Locator(ready).WaitForAsync();
    }

    /// <summary>The predicted time, in ticks.</summary>
    public async Task<long> PredictedAsync() => long.Parse((await Page.Locator("#predicted").GetAttributeAsync("data-ticks"))!, CultureInfo.InvariantCulture);

    /// <summary>Moves a slider.</summary>
    public async Task SlideAsync(string selector, int value) => await Page.Locator(selector).EvaluateAsync(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }", value);

    /// <summary>The page has loaded nothing but itself, and reported nothing.</summary>
    public void AssertQuiet()
    {
        Assert.Empty(_problems);
        Assert.Single(_requests);
    }

    /// <summary>Nothing was reported, and all that the page loaded is from one server.</summary>
    public void AssertQuiet(string server)
    {
        Assert.Empty(_problems);
        lock (_requests)
        {
            Assert.All(_requests, url => Assert.StartsWith(server, url, StringComparison.Ordinal));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        File.Delete(_file);
    }

    private void Note(string? problem)
    {
        if (problem is not null)
        {
            lock (_problems)
            {
                _problems.Add(problem);
            }
        }
    }
}
