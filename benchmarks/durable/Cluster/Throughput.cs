using System.Diagnostics;
using AsyncFlow.Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Cluster;

/// <summary>What one process achieves.</summary>
internal static class Throughput
{
    private const int Steps = 10;
    private const int Runs = 500;
    private const int Elements = 10_000;

    public static async Task MeasureAsync(string connectionString)
    {
        using IHost host = await SiloHost.StartAsync(connectionString);
        IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
        await RunAsync("warm-up", 200);

        Stopwatch watch = Stopwatch.StartNew();
        await RunAsync("run", Runs);
        Console.WriteLine($"| one process, {Runs} runs of {Steps} steps at once | {Runs * Steps / watch.Elapsed.TotalSeconds:N0} steps/s |");

        double[] times = new double[200];
        for (int i = 0; i < times.Length; i++)
        {
            watch.Restart();
            await (await client.StartAsync<Chain>(new(0), id: $"single{i}")).ResultAsync();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }

        Array.Sort(times);
        Console.WriteLine($"| a run of {Steps} steps alone, median | {times[times.Length / 2]:N1} ms |");

        await (await client.StartAsync<FanOut>(new(1000), id: "fan-out warm-up")).ResultAsync();
        watch.Restart();
        await (await client.StartAsync<FanOut>(new(Elements), id: "fan-out")).ResultAsync();
        Console.WriteLine($"| one step for each of {Elements:N0} elements, 100 at a time | {Elements / watch.Elapsed.TotalSeconds:N0} elements/s |");
        await host.StopAsync();

        Task RunAsync(string prefix, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
            await (await client.StartAsync<Chain>(new(0), id: $"{prefix}{i}")).ResultAsync()));
    }
}
