using AsyncFlow;
using LiveView;
using Spectre.Console;

// Shows a run while it is on. In a terminal there are bars and spinners; redirected to a file there are lines.
// The second time, it knows from the first how long it will take: the durations are in the file.
string durations = Path.Join(Path.GetTempPath(), "asyncflow-liveview.durations.json");
FlowReport<int> report = await AnsiConsole.Live(new Site()).KeepDurations(durations).RunAsync();
report.ThrowIfFailed();
Console.WriteLine($"{report.Output} pages have been published.");
