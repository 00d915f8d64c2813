using AsyncFlow;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Worker;

/// <summary>Processes one batch in a scope of its own, and ends the application.</summary>
internal sealed class Work(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using AsyncServiceScope scope = scopes.CreateAsyncScope();
        IFlow<int, string> batch = scope.ServiceProvider.GetRequiredService<IFlow<int, string>>();
        Console.WriteLine(await batch.ExecuteAsync(3, stoppingToken));
        lifetime.StopApplication();
    }
}
