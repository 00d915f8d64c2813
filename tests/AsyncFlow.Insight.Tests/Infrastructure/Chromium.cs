using Microsoft.Playwright;

namespace AsyncFlow.Insight.Tests.Infrastructure;

/// <summary>The machine's Chromium, without a window. Made once for a class of tests.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Where the browser is; null if there is none.</summary>
    public static string? Path { get; } = Find();

    public async Task InitializeAsync()
    {
        if (Path is not null)
        {
            _playwright = await Playwright.CreateAsync();

            // Chromium has no sandbox for root, which CI is.
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox"] });
        }
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens a page, written to a file as users open it.</summary>
    public async Task<OpenPage> OpenAsync(string html, ColorScheme scheme = ColorScheme.Light, int width = 1280, string ready = "#predicted")
    {
        OpenPage open = await OpenAsync(scheme, width);
        await open.GotoAsync(html, ready);
        return open;
    }

    /// <summary>Opens an empty page.</summary>
    public async Task<OpenPage> OpenAsync(ColorScheme scheme, int width)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });

        // Pages are slow where other tests use all processors; a test that hangs is ended all the same.
        context.SetDefaultTimeout(120_000);
        return new OpenPage(await context.NewPageAsync());
    }

    private static string? Find()
    {
        string?[] candidates = [Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        return candidates.FirstOrDefault(File.Exists);
    }
}
