using System.Diagnostics;
using AsyncFlow;
using AsyncFlow.Insight;
using AsyncFlow.InsightImages;

// The pictures of the guides, and the icon of the packages from docs/images/icon.svg.
// Usage: dotnet run --project tools/InsightImages [folder]. Needs Chromium; another one than /usr/bin/chromium is named in the variable CHROMIUM.
string folder = Path.GetFullPath(args.Length > 0 ? args[0] : "docs/images");
string chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
FlowReport report = await DemoRun.RunAsync();
await File.WriteAllTextAsync(Path.Join(folder, "timeline.svg"), report.ToSvg());

const string PageSize = "--window-size=1280,1500";
string page = Path.Join(Path.GetTempPath(), $"insight-{Environment.ProcessId}.html");
try
{
    report.SaveHtml(page);
    await ShootAsync("insight-light.png", PageSize);
    await ShootAsync("insight-dark.png", PageSize, "--force-dark-mode", "--blink-settings=preferredColorScheme=0");
    await File.WriteAllTextAsync(page, $"<body style=\"margin:0;background:transparent\">{await File.ReadAllTextAsync("docs/images/icon.svg")}");
    await ShootAsync("icon.png", "--window-size=128,128", "--default-background-color=00000000");
}
finally
{
    File.Delete(page);
}

async Task ShootAsync(string name, params string[] options)
{
    string[] arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--virtual-time-budget=2000",
        .. options, $"--screenshot={Path.Join(folder, name)}", new Uri(page).AbsoluteUri,
    ];
    using Process process = Process.Start(new ProcessStartInfo(chromium, arguments) { RedirectStandardError = true })!;
    string errors = await process.StandardError.ReadToEndAsync();
    await process.WaitForExitAsync();
    if (process.ExitCode != 0)
    {
        throw new InvalidOperationException($"Chromium ended with {process.ExitCode}: {errors}");
    }
}
