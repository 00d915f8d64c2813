using AsyncFlow;
using Microsoft.Extensions.DependencyInjection;

namespace Worker;

/// <summary>What the worker needs while it runs.</summary>
[Flow]
internal sealed partial class Services
{
    [Step]
    private static async Task<string> OpenQueue(CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        Console.WriteLine("The queue is open.");
        return "queue";
    }

    [Step]
    private static void Announce(string queue) => Console.WriteLine($"The worker reads from the {queue}.");

    [Stops(nameof(OpenQueue))]
    private static void CloseQueue(string queue) => Console.WriteLine($"The {queue} is closed.");
}

/// <summary>What the worker does.</summary>
[Flow]
internal sealed partial class Batch([FromKeyedServices("greeting")] string greeting)
{
    [Step]
    private static string[] Read([Input] int count) => [.. Enumerable.Range(1, count).Select(static i => $"message {i}")];

    [Step]
    private async Task<string> Process([Each(nameof(Read))] string message, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return $"{greeting}, {message}!";
    }

    [Step, Output]
    private static string Join(IReadOnlyList<string> texts) => string.Join(' ', texts);
}
