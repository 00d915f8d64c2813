using System.Diagnostics;
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
/// A process of a cluster. It reads commands: <c>start ID COUNT CLIENTS</c> has so many clients start a run of <see cref="Charging"/> and wait for its result, and answers
/// <c>ID RESULT</c> for each; <c>post ID COUNT</c> does so with one client and <see cref="Posting"/>.
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
        using ActivityListener? spans = Environment.GetEnvironmentVariable("SILO_SPANS") is null ? null : SpanLog.Listen(Answer);
        builder.Services.AddAsyncFlow().AddFlow<Charging>(ChargingJson.Default).AddFlow<Posting>(ChargingJson.Default).UseOrleans(o =>
        {
            o.UsePostgres(connectionString);
            o.Port = TestCluster.NumberOf("SILO_PORT", 0);
            o.Address = Environment.GetEnvironmentVariable("SILO_ADDRESS") is { } address ? IPAddress.Parse(address) : o.Address;

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
            string[] words = line.Split(' ');
            (string id, int count) = (words[1], int.Parse(words[2], CultureInfo.InvariantCulture));
            int clients = words[0] == "start" ? int.Parse(words[3], CultureInfo.InvariantCulture) : 1;
            for (int i = 0; i < clients; i++)
            {
                _ = Task.Run(() => StartAsync(id, async () => words[0] == "start" ? await client.StartAsync<Charging>(new(count), id) : await client.StartAsync<Posting>(new(count), id)));
            }
        }

        await host.StopAsync();
    }

    // What the database or another process did not answer is asked again, as a user would.
    private static async Task StartAsync(string id, Func<Task<FlowHandle<int>>> start)
    {
        using Activity? caller = SpanLog.Callers.StartActivity("caller");
        while (true)
        {
            try
            {
                FlowHandle<int> run = await start();
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
