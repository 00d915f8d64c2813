using Crawler;
using Spectre.Console;

// Crawls a site that this program serves itself, and prints a table. dotnet run --project samples/Crawler [-- pages]
if (args is not ([] or [_]) || !int.TryParse(args is [string text] ? text : "60", out int pages) || pages < 1)
{
    Console.Error.WriteLine("Usage: Crawler [PAGES]\n  PAGES  how many pages each of the three hosts has; 60 by default");
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

await using LocalSite site = await LocalSite.StartAsync(hosts: 3, pages);
using HttpClient http = new();
try
{
    Summary summary = await AnsiConsole.Live(new CrawlFlow(http, site.Start, TimeProvider.System)).ExecuteAsync(stop.Token);
    Console.Write(summary);
    return 0;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Cancelled.");
    return 130;
}
