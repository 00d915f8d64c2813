using System.Globalization;
using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>
/// Processes that end before and after commits of runs, of parts of lists and of locks: in each round two, so that what one leaves the other takes over, and ends too. More
/// rounds by the environment variable ASYNCFLOW_FAULTS, others by ASYNCFLOW_SEED.
/// </summary>
[Collection(nameof(ClusterTests))]
public sealed class CommitTests
{
    private const int Count = 6;

    // The ones that nothing else kills come first.
    private static readonly (string Kind, string When)[] s_places = [("Lock", "after"), ("Chunk", "before"), ("Lock", "before"), ("Chunk", "after"), ("Run", "before"), ("Run", "after")];

    [ClusterFact]
    public async Task Every_commit_may_be_the_last_of_its_process()
    {
        Random random = new(TestCluster.NumberOf("ASYNCFLOW_SEED", 1));
        using TestCluster cluster = new(PostgresServers.CreateDatabase());
        int rounds = (TestCluster.NumberOf("ASYNCFLOW_FAULTS", 4) + 1) / 2;
        for (int round = 0; round < rounds; round++)
        {
            (string kind, string when) = s_places[round % s_places.Length];
            string commit = random.Next(1, 8).ToString(CultureInfo.InvariantCulture);
            SiloProcess[] dying = [cluster.Add(commit, when, kind), cluster.Add(commit, when, kind)];
            if (round == 0)
            {
                await cluster.WatchLocksAsync();
            }

            // There must be something left to commit until both have ended.
            int runs = 0;
            await cluster.UntilAsync("both processes end", async () =>
            {
                if (dying.All(static silo => silo.HasExited))
                {
                    return true;
                }

                Array.ForEach(dying, silo => silo.Post($"post{round}-{runs}", Count));
                runs++;
                await Task.Delay(1000);
                return false;
            });
        }

        await cluster.AddAsync(2);
        await cluster.CheckPostingsAsync((int)await cluster.CountAsync("flow_runs"), Count);
        Assert.Equal(0, await cluster.CountAsync("flow_lock_holders"));
    }
}
