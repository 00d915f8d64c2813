using AsyncFlow;
using Company.FlowConsole1;

string directory = args.Length > 0 ? args[0] : Directory.GetCurrentDirectory();

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, e) =>
{
    e.Cancel = true;
    stop.Cancel();
};

FlowReport<Summary> report = await new FolderFlow().RunAsync(directory, stop.Token);
Console.WriteLine(report);
if (report.Status != FlowStatus.Succeeded)
{
    return 1;
}

Console.WriteLine(report.Output);
return 0;
