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
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromSeconds(0.5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using IAsyncEnumerator<ClusterMembershipSnapshot> changes = membership.MembershipUpdates.GetAsyncEnumerator(stoppingToken);
        Task change = changes.MoveNextAsync().AsTask();
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan delay = await WakeAllAsync(stoppingToken) ? s_interval : s_retryDelay;
            if (await Task.WhenAny(change, Task.Delay(delay, services.Time, stoppingToken)) == change && !stoppingToken.IsCancellationRequested)
            {
                await change;
                change = changes.MoveNextAsync().AsTask();
            }
        }

        // The enumerator must not be disposed before that.
        await change.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool IsFirst(ClusterMembershipSnapshot snapshot) => snapshot.Members.Values
        .Where(static member => member.Status == SiloStatus.Active)
        .Select(static member => member.SiloAddress)
        .OrderBy(static address => address.Generation)
        .ThenBy(static address => address)
        .FirstOrDefault()?.Equals(silo.SiloAddress) == true;

    private async Task<bool> WakeAllAsync(CancellationToken stoppingToken)
    {
        Exception? failure = null;
        try
        {
            await announced.RefreshAsync();
            IReadOnlyList<LiveRun> runs = IsFirst(membership.CurrentSnapshot) ? await services.Store.ListLiveAsync() : [];
            await Parallel.ForEachAsync(
                runs,
                new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stoppingToken },
                async (run, _) => failure = await TryWakeAsync(run) ?? failure);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        if (failure is not null && !stoppingToken.IsCancellationRequested)
        {
            services.Log.WakeFailed(failure);
        }

        return failure is null;
    }

    // One that cannot be woken, because its process is just dying, must not keep the others waiting.
    private async Task<Exception?> TryWakeAsync(LiveRun run)
    {
        try
        {
            await WakeAsync(run);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

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
