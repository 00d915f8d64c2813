using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Orleans.Hosting;

/// <summary>Makes the database ready before the silo starts.</summary>
internal sealed class StoreOpener(IRunStore store) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => store.OpenAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
