using AsyncFlow.Durable;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Driving;
using AsyncFlow.Orleans.Placement;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>
/// Goes on with runs that have not ended and that no process drives: when a process has started or died, and from time to time. Of several processes, the one
/// that started first does it.
/// </summary>
internal sealed class RunWaker(RunServices services, AnnouncedFlows announced, IClusterMembershipService membership, ILocalSiloDetails silo) : BackgroundService
{
    private const int MaxConcurrency = 32;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using IAsyncEnumerator<ClusterMembershipSnapshot> changes = membership.MembershipUpdates.GetAsyncEnumerator(stoppingToken);
        Task change = changes.MoveNextAsync().AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await announced.RefreshAsync();
                if (IsFirst(membership.CurrentSnapshot))
                {
                    await WakeAllAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                services.Log.WakeFailed(exception);
            }

            if (await Task.WhenAny(change, Task.Delay(s_interval, services.Time, stoppingToken)) == change)
            {
                await change;
                change = changes.MoveNextAsync().AsTask();
            }
        }
    }

    private bool IsFirst(ClusterMembershipSnapshot snapshot) => snapshot.Members.Values
        .Where(static member => member.Status == SiloStatus.Active)
        .Select(static member => member.SiloAddress)
        .OrderBy(static address => address.Generation)
        .ThenBy(static address => address)
        .FirstOrDefault()?.Equals(silo.SiloAddress) == true;

    private async Task WakeAllAsync(CancellationToken stoppingToken) => await Parallel.ForEachAsync(
        await services.Store.ListLiveAsync(),
        new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stoppingToken },
        async (run, _) => await WakeAsync(run));

    private async Task WakeAsync(LiveRun run)
    {
        FlowVersion version = new(run.Flow, run.Fingerprint);
        if (run.Status == FlowRunStatus.Parked)
        {
            if (!announced.Has(version.ToString()))
            {
                return;
            }

            // It ends where it is parked, and begins where it can go on.
            await services.Grains.GetGrain<IRunGrain>(run.Id).WakeAsync();
        }

        await version.CallAsync(() => services.Grains.GetGrain<IRunGrain>(run.Id).WakeAsync());
    }
}
