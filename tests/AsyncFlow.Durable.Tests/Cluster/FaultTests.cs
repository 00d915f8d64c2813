using System.Globalization;
using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Random faults while runs are started. More of them by the environment variables ASYNCFLOW_FAULTS (how many) and ASYNCFLOW_SEED.</summary>
[Collection(nameof(ClusterTests))]
public sealed class FaultTests
{
    private const int Count = 60;
    private const int Postings = 6;

    private static readonly string[] s_kinds = ["Run", "Chunk", "Lock", "Any"];

    private static int Faults => TestCluster.NumberOf("ASYNCFLOW_FAULTS", 6);

    [ClusterFact]
    public async Task Nothing_committed_is_redone_whatever_happens()
    {
        Random random = new(TestCluster.NumberOf("ASYNCFLOW_SEED", 1));
        PostgresServer server = new();
        using TestCluster cluster = await TestCluster.StartAsync(3, PostgresServers.CreateDatabase(server));
        await cluster.WatchLocksAsync();
        List<SiloProcess> frozen = [];
        int runs = 0;
        int freezes = 0;
        for (int fault = 0; fault < Faults; fault++)
        {
            await cluster.StartPostingAsync($"post{runs}", Postings, [.. cluster.Silos.Except(frozen)]);
            await cluster.StartRunAsync($"run{runs++}", Count, [.. cluster.Silos.Except(frozen)]);
            await cluster.CommittedAsync(((runs - 1) * Count) + random.Next(1, Count / 2));
            SiloProcess[] working = [.. cluster.Silos.Except(frozen)];
            switch (random.Next(6))
            {
                case 0 when working.Length > 1:
                    working[0].Freeze();
                    frozen.Add(working[0]);
                    freezes++;
                    break;
                case 1:
                    server.Restart(isCrash: true);
                    break;
                case 2:
                    Array.ForEach(working, cluster.Kill);
                    break;
                case 3:
                    cluster.Add(random.Next(1, 30).ToString(CultureInfo.InvariantCulture), random.Next(2) == 0 ? "before" : "after", s_kinds[random.Next(s_kinds.Length)]);
                    break;
                default:
                    cluster.Kill(working[random.Next(working.Length)]);
                    break;
            }

            frozen.RemoveAll(silo =>
            {
                bool isOver = random.Next(2) == 0;
                if (isOver)
                {
                    silo.Thaw();
                }

                return isOver;
            });
            await RefillAsync(cluster, frozen);
        }

        frozen.ForEach(static silo => silo.Thaw());

        // A process that was frozen executes what it had begun, if it goes on before it learns that it was declared dead. Nothing of that is stored.
        await cluster.CheckAsync(runs, Count, mostRedone: freezes * runs * Charging.MaxConcurrency);
        await cluster.CheckPostingsAsync(runs, Postings, mostRedone: freezes * runs * Posting.MaxConcurrency);
    }

    private static async Task RefillAsync(TestCluster cluster, List<SiloProcess> frozen)
    {
        // Those that were declared dead while they were frozen end soon.
        cluster.Silos.RemoveAll(static silo => silo.HasExited);
        await cluster.AddAsync(Math.Max(0, 3 - cluster.Silos.Except(frozen).Count()));
    }
}
