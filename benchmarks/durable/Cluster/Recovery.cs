using System.Diagnostics;
using Npgsql;

namespace Cluster;

/// <summary>How soon runs go on when processes are killed. What counts is the last run that is taken up, and that it is stored.</summary>
internal static class Recovery
{
    private const int Runs = 30;

    public static async Task MeasureAsync(string connectionString)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        Process[] silos = SiloHost.StartOthers(connectionString, 3);
        await StartRunsAsync("one");
        Stopwatch watch = Stopwatch.StartNew();
        silos[0].Kill();
        await GoOnAsync();
        Console.WriteLine($"| one of three processes killed, until the last of its runs goes on | {watch.Elapsed.TotalSeconds:N1} s |");

        silos = [silos[1], silos[2], .. SiloHost.StartOthers(connectionString, 1)];
        await StartRunsAsync("all");
        Array.ForEach(silos, static silo => silo.Kill());
        watch.Restart();
        silos = SiloHost.StartOthers(connectionString, 3);
        double started = watch.Elapsed.TotalSeconds;
        await GoOnAsync();
        Console.WriteLine($"| all three killed, until three new ones have started | {started:N1} s |");
        Console.WriteLine($"| … and until the last run goes on | {watch.Elapsed.TotalSeconds:N1} s |");
        Array.ForEach(silos, static silo => silo.Kill());

        async Task StartRunsAsync(string prefix)
        {
            for (int i = 0; i < Runs; i++)
            {
                await silos[i % silos.Length].StandardInput.WriteLineAsync($"{prefix}{i}");
            }

            await UntilAsync($"SELECT count(*) FROM flow_steps WHERE run_id LIKE '{prefix}%' AND name = 'Two'", Runs);
        }

        // Every run stores something at least every half a second, so that of a living process is not waited for long.
        async Task GoOnAsync()
        {
            await using NpgsqlCommand now = source.CreateCommand("CREATE TABLE IF NOT EXISTS marks (id text, version bigint); DELETE FROM marks; INSERT INTO marks SELECT id, version FROM flow_runs WHERE status = 'Running'");
            await now.ExecuteNonQueryAsync();
            await UntilAsync("SELECT -count(*) FROM marks JOIN flow_runs USING (id) WHERE flow_runs.version = marks.version", 0);
        }

        async Task UntilAsync(string query, long value)
        {
            await using NpgsqlCommand command = source.CreateCommand(query);
            while ((long)(await command.ExecuteScalarAsync())! < value)
            {
                await Task.Delay(20);
            }
        }
    }
}
