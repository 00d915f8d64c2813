using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Three processes whose connections to each other are cut, slow or silent, or deliver twice. More faults by ASYNCFLOW_FAULTS, others by ASYNCFLOW_SEED, only one kind by ASYNCFLOW_FAULT.</summary>
[Collection(nameof(ClusterTests))]
public sealed class NetworkTests
{
    private const int Count = 60;

    [ClusterFact]
    public async Task Nothing_committed_is_redone_whatever_the_network_does()
    {
        Random random = new(TestCluster.NumberOf("ASYNCFLOW_SEED", 1));
        int faults = TestCluster.NumberOf("ASYNCFLOW_FAULTS", 6);
        FaultyProxy[] proxies = [new(), new(), new()];
        using TestCluster cluster = new(PostgresServers.CreateDatabase());
        SiloProcess[] silos = await cluster.AddAsync(proxies);
        for (int fault = 0; fault < faults; fault++)
        {
            SiloProcess starting = silos.FirstOrDefault(static silo => !silo.HasExited) ?? silos[0];
            await cluster.StartRunAsync($"run{fault}", Count, starting.HasExited ? [] : [starting]);
            FaultyProxy proxy = proxies[random.Next(proxies.Length)];
            switch (TestCluster.NumberOf("ASYNCFLOW_FAULT", random.Next(4)))
            {
                case 0:
                    proxy.Cut();
                    break;
                case 1:
                    proxy.Delay = random.Next(50, 1500);
                    break;
                case 2:
                    proxy.IsDoubling = true;
                    break;
                case 3:
                    proxy.Block();
                    break;
                default:
                    // Only on request: what no network does, since the answers go to no one.
                    proxy.Replay();
                    break;
            }

            // The rest of the run happens under the fault.
            await cluster.CommittedAsync((fault * Count) + random.Next(1, Count));
            proxy.Mend();
            for (int i = 0; i < silos.Length; i++)
            {
                // The others have declared it dead, or it had no contact.
                if (silos[i].HasExited)
                {
                    proxies[i].Dispose();
                    proxies[i] = new FaultyProxy();
                    silos[i] = (await cluster.AddAsync(proxies[i]))[0];
                }
            }
        }

        await cluster.CheckAsync(faults, Count);
        Array.ForEach(proxies, static each => each.Dispose());
    }
}
