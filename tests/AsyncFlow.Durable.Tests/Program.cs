using System.Diagnostics;
using System.Globalization;
using AsyncFlow.Durable.Tests.Cluster;
using AsyncFlow.Orleans.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Durable.Tests;

/// <summary>
/// The program that the tests of crashes start: it goes on with a run, and ends without clean-up before or after a commit. Its arguments are the database, the
/// number of the commit (0 for none) and <c>before</c> or <c>after</c>. With <c>silo</c> before them it is a process of a cluster.
/// </summary>
public static class Program
{
    private const string Run = "crashing";

    public static async Task Main(string[] args)
    {
        if (args[0] == "silo")
        {
            await SiloProgram.RunAsync(args[1], args.Length > 2 ? new Crash(int.Parse(args[2], CultureInfo.InvariantCulture), args[3] == "before") : new StoreProbe());
            return;
        }

        (string database, int commit, bool isBefore) = (args[0], int.Parse(args[1], CultureInfo.InvariantCulture), args[2] == "before");
        string[] committed = ReadCommitted(database);
        Journal journal = new();
        using IHost host = DurableHost.Build(database, journal, new Crash(commit, isBefore));
        await host.StartAsync();
        FlowHandle<Summary> run = await host.Services.GetRequiredService<IFlowClient>().StartAsync<Billing>(new(120), id: Run);
        Summary summary = await run.ResultAsync();
        await host.StopAsync();
        Console.WriteLine($"{summary.Orders} orders, total {summary.Total}, redone {journal.Keys.Count(committed.Contains)}");
    }

    private static string[] ReadCommitted(string database)
    {
        if (!File.Exists(database))
        {
            return [];
        }

        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand query = connection.CreateCommand();
        query.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'flow_steps'";
        if ((long)query.ExecuteScalar()! == 0)
        {
            return [];
        }

        query.CommandText = "SELECT name, element FROM flow_steps WHERE status = 'Succeeded'";
        using SqliteDataReader reader = query.ExecuteReader();
        List<string> keys = [];
        while (reader.Read())
        {
            keys.Add(reader.GetInt32(1) < 0 ? reader.GetString(0) : $"{Run}/Bill/{reader.GetInt32(1)}");
        }

        return [.. keys];
    }

    private sealed class Crash(int commit, bool isBefore) : StoreProbe
    {
        private int _count;

        public override void BeforeCommit()
        {
            _count++;
            KillAt(isBefore);
        }

        public override void AfterCommit() => KillAt(!isBefore);

        private void KillAt(bool isHere)
        {
            if (isHere && _count == commit)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
