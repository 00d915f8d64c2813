using System.Globalization;
using System.Net;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>
/// A process of a cluster. It reads commands: <c>start ID COUNT CLIENTS</c> has so many clients start a run and wait for its result, and answers
/// <c>ID RESULT</c> for each.
/// </summary>
internal static class SiloProgram
{
    /// <summary>Runs until its input ends.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="probe">Ends the process at a commit.</param>
    public static async Task RunAsync(string connectionString, StoreProbe probe)
    {
        HostApplicationBuilder builder = new();
        builder.Logging.ClearProviders().AddSimpleConsole(static console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Microsoft.Extensions.Logging", LogLevel.Warning);
        builder.Services.AddSingleton(probe);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddSingleton<Effects>();
        builder.Services.AddAsyncFlow().AddFlow<Charging>(ChargingJson.Default).UseOrleans(o =>
        {
            o.UsePostgres(connectionString);
            o.Port = TestCluster.NumberOf("SILO_PORT", 0);

            // Here it is always the process.
            o.MaxStarts = 1_000_000;
        });
        if (TestCluster.NumberOf("SILO_LISTENS", 0) is not 0 and int port)
        {
            builder.Services.Configure<EndpointOptions>(endpoint => endpoint.SiloListeningEndpoint = new IPEndPoint(IPAddress.Loopback, port));
        }

        using IHost host = builder.Build();
        await host.StartAsync();
        Answer("ready");
        IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["start", string id, string count, string clients])
            {
                for (int i = 0; i < int.Parse(clients, CultureInfo.InvariantCulture); i++)
                {
                    _ = Task.Run(() => StartAsync(client, id, int.Parse(count, CultureInfo.InvariantCulture)));
                }
            }
        }

        await host.StopAsync();
    }

    // What the database or another process did not answer is asked again, as a user would.
    private static async Task StartAsync(IFlowClient client, string id, int count)
    {
        while (true)
        {
            try
            {
                FlowHandle<int> run = await client.StartAsync<Charging>(new(count), id);
                Answer($"{id} {await run.ResultAsync()}");
                return;
            }
            catch (Exception exception) when (exception is not FlowStepException)
            {
                Answer($"again {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}");
                await Task.Delay(200);
            }
        }
    }

    private static void Answer(string text) => Console.WriteLine($"> {text}");
}
