using System.Diagnostics;
using AsyncFlow;
using AsyncFlow.Insight;
using AsyncFlow.InsightImages;

// Usage: dotnet run --project tools/InsightImages [folder]. Needs Chromium; another one than /usr/bin/chromium is named in the variable CHROMIUM.
string folder = Path.GetFullPath(args.Length > 0 ? args[0] : "docs/images");
string chromium = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium";
FlowReport report = await DemoRun.RunAsync();
await File.WriteAllTextAsync(Path.Join(folder, "timeline.svg"), report.ToSvg());

string page = Path.Join(Path.GetTempPath(), $"insight-{Environment.ProcessId}.html");
report.SaveHtml(page);
try
{
    await ShootAsync("insight-light.png");
    await ShootAsync("insight-dark.png", "--force-dark-mode", "--blink-settings=preferredColorScheme=0");
}
finally
{
    File.Delete(page);
}

async Task ShootAsync(string name, params string[] options)
{
    string[] arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--window-size=1280,1500", "--virtual-time-budget=2000",
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
