using System.Diagnostics;
using AsyncFlow.Durable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Durable;

/// <summary>Bills the orders in three processes over PostgreSQL: this one, and two that it starts.</summary>
internal static class Cluster
{
    /// <summary>Bills the orders, and prints the result.</summary>
    /// <param name="connectionString">The database; null for a server of its own, which ends with this process.</param>
    /// <param name="run">The id of the run.</param>
    /// <param name="crashAt">How many invoices are committed when one of the processes is killed; null for never.</param>
    public static async Task BillAsync(string? connectionString, string run, int? crashAt)
    {
        connectionString ??= StartServer();
        using IHost host = await StartHostAsync(connectionString);
        Process[] others = [StartOther(connectionString), StartOther(connectionString)];
        IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
        FlowHandle<Summary> handle = await client.StartAsync<Nightly>(new(new DateOnly(2026, 11, 24), 2000), id: run);
        if (crashAt is { } invoices)
        {
            await Progress.CommittedAsync(handle, invoices);
            Console.WriteLine($"{invoices} invoices are committed: one of three processes is killed");
            others[0].Kill();
        }

        Summary summary = await handle.ResultAsync();
        int redone = await host.Services.GetRequiredService<PostgresLedger>().CountRedoneAsync();
        foreach (Process other in others)
        {
            other.StandardInput.Close();
            await other.WaitForExitAsync();
        }

        await host.StopAsync();
        Console.WriteLine($"billed {summary.Orders} orders, total {summary.Total}, redone {redone}");
    }

    /// <summary>Works on runs until the input ends.</summary>
    public static async Task WorkAsync(string connectionString)
    {
        using IHost host = await StartHostAsync(connectionString);
        await Console.In.ReadToEndAsync();
        await host.StopAsync();
    }

    private static async Task<IHost> StartHostAsync(string connectionString)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Orleans", LogLevel.Error);
        builder.Services.AddSingleton(NpgsqlDataSource.Create(connectionString));
        builder.Services.AddSingleton<PostgresLedger>();
        builder.Services.AddSingleton<ILedger>(static services => services.GetRequiredService<PostgresLedger>());
        builder.Services.AddAsyncFlow()
            .AddFlow<Nightly>(BillingJson.Default)
            .UseOrleans(o => o.UsePostgres(connectionString));
        IHost host = builder.Build();
        await host.Services.GetRequiredService<PostgresLedger>().OpenAsync();
        await host.StartAsync();
        return host;
    }

    private static Process StartOther(string connectionString) => Process.Start(
        new ProcessStartInfo(Environment.ProcessPath!, [.. Assembly(), "--postgres", connectionString, "--silo"]) { RedirectStandardInput = true })!;

    // The program is started by "dotnet Durable.dll", or by itself.
    private static string[] Assembly() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(Cluster).Assembly.Location] : [];

    private static string StartServer()
    {
        string folder = Path.Join(Path.GetTempPath(), $"asyncflow-sample-{Environment.ProcessId}");
        using Process script = Process.Start(new ProcessStartInfo("bash", [Path.Join(AppContext.BaseDirectory, "postgres.sh"), "start", folder, $"{Environment.ProcessId}"]) { RedirectStandardOutput = true })!;
        string connectionString = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? connectionString : throw new InvalidOperationException("There is no PostgreSQL for the sample: see above.");
    }
}
