using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Three processes over one database, of which some or all are killed or stopped.</summary>
[Collection(nameof(ClusterTests))]
public sealed class ClusterTests
{
    private const int Count = 400;
    private const int Postings = 12;

    [ClusterFact]
    public async Task Fifty_clients_in_three_processes_start_one_run()
    {
        using TestCluster cluster = await TestCluster.StartAsync(3);
        for (int i = 0; i < 3; i++)
        {
            cluster.Silos[i].Start("one", Count, clients: i == 0 ? 18 : 16);
        }

        await cluster.UntilAsync("all clients have the result", () => Task.FromResult(cluster.Silos.Sum(static silo => silo.Answers.Count(static answer => answer == "one 80200")) == 50));
        await cluster.CheckAsync(1, Count);

        // Nothing has run twice, since nothing failed; and more than one process has worked.
        Assert.Equal(Count + 3, await cluster.CountAsync("executions"));
        Assert.True(await cluster.CountAsync("(SELECT DISTINCT process FROM executions) AS processes") > 1);
    }

    [ClusterFact]
    public async Task A_killed_process_is_replaced_by_the_others()
    {
        using TestCluster cluster = await TestCluster.StartAsync(3);
        cluster.Silos[0].Start("one", Count);
        cluster.Silos[1].Start("two", Count);
        await cluster.CommittedAsync(Count / 2);
        cluster.Kill(cluster.Silos[0]);
        await cluster.CheckAsync(2, Count);
    }

    [NetworkFact]
    public async Task A_process_that_is_cut_off_from_the_others_is_replaced_and_ends()
    {
        using NetworkNamespaces networks = new(3);
        using TestCluster cluster = new(PostgresServers.CreateDatabaseBySocket());
        SiloProcess[] silos = await cluster.AddAsync([.. Enumerable.Range(0, 3).Select(i => new Dictionary<string, string>
        {
            [NetworkNamespaces.Variable] = networks.NameOf(i),
            ["SILO_ADDRESS"] = NetworkNamespaces.AddressOf(i),
        })]);
        await cluster.WatchLocksAsync();
        silos[0].Start("one", Count);
        silos[1].Post("post", Postings);
        await cluster.CommittedAsync(Count / 2);

        // It still reaches the database, and may store what it had begun until another process has it.
        networks.Cut(0);
        await cluster.CheckAsync(1, Count, mostRedone: Charging.MaxConcurrency);
        await cluster.CheckPostingsAsync(1, Postings, mostRedone: Posting.MaxConcurrency);
        await cluster.UntilAsync("it ends", () => Task.FromResult(silos[0].HasExited));
    }

    [ClusterFact]
    public async Task All_processes_are_killed_and_others_go_on()
    {
        using TestCluster cluster = await TestCluster.StartAsync(3);
        await using (await cluster.HoldAsync($"one/Bill/{Count - 1}"))
        {
            cluster.Silos[0].Start("one", Count);
            await cluster.CommittedAsync(Count / 2);
            foreach (SiloProcess silo in cluster.Silos.ToArray())
            {
                cluster.Kill(silo);
            }

            Assert.Equal(1, await cluster.CountAsync("flow_runs WHERE status = 'Running'"));
        }

        await cluster.AddAsync(3);
        await cluster.CheckAsync(1, Count);
    }

    [ClusterFact]
    public async Task What_a_process_that_was_stopped_for_long_stores_is_refused()
    {
        using TestCluster cluster = await TestCluster.StartAsync(3);
        cluster.Silos[0].Start("one", Count);
        cluster.Silos[1].Start("two", Count);
        cluster.Silos[2].Start("three", Count);
        await cluster.CommittedAsync(Count / 2);
        SiloProcess stopped = cluster.Silos[0];
        stopped.Freeze();

        // The others declare it dead, and finish everything without it.
        await cluster.UntilAsync("it is declared dead", async () => await cluster.CountAsync("flow_silos WHERE status = 'Dead'") == 1);
        await cluster.CheckAsync(3, Count);
        long executions = await cluster.CountAsync("executions");
        stopped.Thaw();

        // It ends when it learns that it was declared dead. Until then it can only finish what it had begun, and what it stores is refused.
        await cluster.UntilAsync("it ends", () => Task.FromResult(stopped.HasExited));
        const int MostBegun = 3 * Charging.MaxConcurrency;
        await cluster.CheckAsync(3, Count, mostRedone: MostBegun);
        Assert.InRange(await cluster.CountAsync("executions"), executions, executions + MostBegun);
    }

    [ClusterFact]
    public async Task Runs_go_on_when_the_server_is_back()
    {
        PostgresServer server = new();
        using TestCluster cluster = await TestCluster.StartAsync(3, PostgresServers.CreateDatabase(server));
        cluster.Silos[0].Start("one", Count);
        cluster.Silos[1].Start("two", Count);
        await cluster.CommittedAsync(Count / 2);
        server.Restart(isCrash: true);
        await cluster.CommittedAsync(Count);
        server.Restart(isCrash: false);
        await cluster.CheckAsync(2, Count);
    }
}
