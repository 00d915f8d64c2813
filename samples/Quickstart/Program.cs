using AsyncFlow;
using Quickstart;

// Four flows, the simplest first. Each run prints what ran when, then the report of the run.
await Show(new FourSteps(), "A flow of four steps: Work1 and Work2 run at the same time");
await Show(new Figure1(), "A graph of eight steps: each starts as soon as those that it needs have finished");
await Show(new Locks(), "Locks: F and G never at the same time; of H, I and J two at a time");

Console.WriteLine("== Data: inputs of each call, a resource that the run closes, and a failure that is handled\n");
Console.WriteLine($"{Offers.Plan}\n");
Offers offers = new();
Console.WriteLine(await offers.ExecuteAsync("Books", "atlas"));
Console.WriteLine(await offers.ExecuteAsync("Books", "unicorn", "USD"));

static async Task Show(IFlow flow, string heading)
{
    Console.WriteLine($"== {heading}\n");
    Console.WriteLine(flow.Plan);
    FlowReport report = await flow.RunAsync(new FlowOptions { Observer = new Timeline() });
    Console.WriteLine($"\n{report}");
    report.ThrowIfFailed();
}
