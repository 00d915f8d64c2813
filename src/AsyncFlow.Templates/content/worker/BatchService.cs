namespace Company.FlowWorker1;

/// <summary>Runs a flow again and again, each time with the services of a scope of its own.</summary>
internal sealed class BatchService(IServiceScopeFactory scopes, ILogger<BatchService> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(s_interval);
        do
        {
            await using AsyncServiceScope scope = scopes.CreateAsyncScope();
            BatchResult result = await scope.ServiceProvider.GetRequiredService<BatchFlow>().ExecuteAsync(stoppingToken);
            logger.LogInformation("{Processed} messages processed, {Failed} failed.", result.Processed, result.Failed);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
