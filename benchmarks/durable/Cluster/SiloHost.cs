using System.Diagnostics;
using AsyncFlow.Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cluster;

/// <summary>A process of the cluster: this one, or one that is started to be killed.</summary>
internal static class SiloHost
{
    public static async Task<IHost> StartAsync(string connectionString)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddAsyncFlow()
            .AddFlow<Chain>(Json.Default)
            .AddFlow<FanOut>(Json.Default)
            .UseOrleans(o => o.UsePostgres(connectionString));
        IHost host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Starts processes and waits until they work.</summary>
    public static Process[] StartOthers(string connectionString, int count)
    {
        Process[] others = [.. Enumerable.Range(0, count).Select(_ => Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!, [typeof(SiloHost).Assembly.Location, connectionString, "--silo"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!)];
        foreach (Process other in others)
        {
            other.StandardOutput.ReadLine();
        }

        return others;
    }

    /// <summary>Works until the input ends.</summary>
    public static async Task WorkAsync(string connectionString)
    {
        using IHost host = await StartAsync(connectionString);
        IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is { } id)
        {
            await client.StartAsync<Chain>(new(500), id);
        }

        await host.StopAsync();
    }
}
