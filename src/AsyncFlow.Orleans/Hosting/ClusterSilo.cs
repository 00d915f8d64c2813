using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>Sets up a silo that is one of several.</summary>
internal static class ClusterSilo
{
    /// <summary>
    /// Connects processes by TCP. A process that has died is noticed within a few seconds. These times decide only how soon a run goes on: that no two processes drive
    /// it is decided by the store.
    /// </summary>
    public static void Configure(ISiloBuilder silo, OrleansFlowOptions options)
    {
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, "AsyncFlow"));

        // A port of 0 for gateways: clients are silos here.
        int port = options.Port == 0 ? FreePort.Find(options.Address) : options.Port;
        silo.Configure<EndpointOptions>(endpoint => (endpoint.AdvertisedIPAddress, endpoint.SiloPort, endpoint.GatewayPort) = (options.Address, port, 0));
        silo.Configure<ClusterMembershipOptions>(static membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.NumMissedProbesLimit = 2;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);

            // Processes that were killed together are not asked for votes for longer than this.
            membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(3);
            membership.NumMissedTableIAmAliveLimit = 3;

            // A process that hears from another one when a third one began to join compares that with its own clock, which may be an hour ahead. Who dies while it joins is
            // noticed like any other: it does not answer.
            membership.EvictWhenMaxJoinAttemptTimeExceeded = false;
        });

        // The default directory ends grains of living processes when another one dies.
#pragma warning disable ORLEANSEXP003 // Nothing depends on its consistency: the store has the last word about who drives a run.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.Configure<GrainDirectoryOptions>(static directory => directory.RangeLeaseDuration = TimeSpan.FromSeconds(3));
    }
}
