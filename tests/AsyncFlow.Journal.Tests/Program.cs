using System.Globalization;

namespace AsyncFlow.Journal.Tests;

/// <summary>
/// The program that a test starts: it goes on with a run, and ends without clean-up when a number of invoices has been made. Its arguments are the journal
/// and that number.
/// </summary>
public static class Program
{
    public static async Task Main(string[] args)
    {
        string[] kept = File.Exists(args[0]) ? await File.ReadAllLinesAsync(args[0]) : [];
        int crashAt = int.Parse(args[1], CultureInfo.InvariantCulture);
        int made = 0;
        int redone = 0;
        Tracker tracker = new()
        {
            Running = step =>
            {
                if (step.StartsWith("Bill", StringComparison.Ordinal))
                {
                    int element = int.Parse(step[4..], CultureInfo.InvariantCulture) - 1;
                    Interlocked.Add(ref redone, kept.Any(line => line.Contains($"\"Bill/{element}\"", StringComparison.Ordinal)) ? 1 : 0);
                    if (Interlocked.Increment(ref made) == crashAt)
                    {
                        Environment.FailFast("as the test asks for");
                    }
                }
            },
        };
        Summary summary = await new Nightly(tracker).ExecuteAsync(60, new FlowOptions { Journal = new FileJournal(args[0], FlowsJson.Default) });
        Console.WriteLine($"{summary.Orders} orders, total {summary.Total}, redone {redone}");
    }
}
