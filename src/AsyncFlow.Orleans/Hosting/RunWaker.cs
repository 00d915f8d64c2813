using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Driving;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>Goes on with runs that have not ended and that no process drives: when this process starts, and from time to time.</summary>
internal sealed class RunWaker(RunServices services) : BackgroundService
{
    private const int MaxConcurrency = 32;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WakeAllAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                services.Log.WakeFailed(exception);
            }

            await Task.Delay(s_interval, services.Time, stoppingToken);
        }
    }

    private async Task WakeAllAsync(CancellationToken stoppingToken) => await Parallel.ForEachAsync(
        await services.Store.ListLiveAsync(),
        new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = stoppingToken },
        async (id, _) => await services.Grains.GetGrain<IRunGrain>(id).WakeAsync());
}
