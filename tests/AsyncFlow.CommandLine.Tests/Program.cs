namespace AsyncFlow.CommandLine.Tests;

/// <summary>The program that the tests of signals start: a flow whose step ends only when it is cancelled.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => FlowCommand.RunAsync(new Waiting(), args);
}

[Flow]
public sealed partial class Waiting
{
    [Step]
    private static async Task Wait(CancellationToken ct)
    {
        Console.WriteLine("waiting");
        await Task.Delay(Timeout.Infinite, ct);
    }

    [Step(nameof(Wait))]
    private static void Pack() => Console.WriteLine("packed");
}
