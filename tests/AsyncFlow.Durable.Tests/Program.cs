using System.Diagnostics;
using System.Globalization;
using AsyncFlow.Durable.Tests.Cluster;
using AsyncFlow.Durable.Tests.Locks;
using AsyncFlow.Orleans.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Durable.Tests;

/// <summary>
/// The program that the tests of crashes start: it goes on with a run, and ends without clean-up before or after a commit. Its arguments are the database, the
/// number of the commit (0 for none), <c>before</c> or <c>after</c>, and which commits count (<see cref="CommitKinds"/>; all if it is left out). With <c>silo</c> before
/// them it is a process of a cluster.
/// </summary>
public static class Program
{
    private const string Run = "crashing";
    private const string Locked = "locked";

    public static async Task Main(string[] args)
    {
        if (args[0] == "silo")
        {
            await SiloProgram.RunAsync(args[1], args.Length > 2 ? Crash.Parse(args[2..]) : new StoreProbe());
            return;
        }

        string database = args[0];
        string[] committed = ReadCommitted(database);
        Journal journal = new();
        using IHost host = DurableHost.Build(database, journal, Crash.Parse(args[1..]));
        await host.StartAsync();
        IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
        FlowHandle<Summary> run = await client.StartAsync<Billing>(new(120), id: Run);
        FlowHandle<Summary> locked = await client.StartAsync<Crossing>(new(20), id: Locked);
        Summary summary = await run.ResultAsync();
        Summary other = await locked.ResultAsync();
        await host.StopAsync();
        Console.WriteLine($"{summary.Orders} orders, total {summary.Total}, with locks {other.Total}, redone {journal.Keys.Count(committed.Contains)}, locks held {Count(database, "flow_lock_holders")}");
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

        query.CommandText = "SELECT run_id, name, element FROM flow_steps WHERE status = 'Succeeded'";
        using SqliteDataReader reader = query.ExecuteReader();
        List<string> keys = [];
        while (reader.Read())
        {
            (string run, string name, int element) = (reader.GetString(0), reader.GetString(1), reader.GetInt32(2));
            keys.Add(element >= 0 ? $"{run}/Bill/{element}" : run == Run ? name : $"{run}/{name}");
        }

        return [.. keys];
    }

    private static long Count(string database, string table)
    {
        using SqliteConnection connection = new($"Data Source={database};Pooling=False");
        connection.Open();
        using SqliteCommand query = connection.CreateCommand();
        query.CommandText = $"SELECT count(*) FROM {table}";
        return (long)query.ExecuteScalar()!;
    }

    private sealed class Crash(int commit, bool isBefore, CommitKinds counted) : StoreProbe
    {
        private int _count;

        public static Crash Parse(string[] arguments) => new(
            int.Parse(arguments[0], CultureInfo.InvariantCulture),
            arguments[1] == "before",
            arguments.Length > 2 ? Enum.Parse<CommitKinds>(arguments[2]) : CommitKinds.Any);

        public override void BeforeCommit(CommitKinds kinds)
        {
            _count += (kinds & counted) != 0 ? 1 : 0;
            KillAt(isBefore, kinds);
        }

        public override void AfterCommit(CommitKinds kinds) => KillAt(!isBefore, kinds);

        private void KillAt(bool isHere, CommitKinds kinds)
        {
            if (isHere && (kinds & counted) != 0 && _count == commit)
            {
                Process.GetCurrentProcess().Kill();
                Thread.Sleep(Timeout.Infinite);
            }
        }
    }
}
