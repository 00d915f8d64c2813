// The examples of docs/guides/lifetime.md. GuideTests compares them.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Hosting.Tests.Guides.Lifetime;

public sealed class Db
{
    public static Task<Db> OpenAsync(CancellationToken ct) => Task.FromResult(new Db());

    private readonly Task _closed = Task.CompletedTask;

    public Task CloseAsync() => _closed;
}

public sealed class Cache
{
    public static Task<Cache> WarmAsync(Db db, CancellationToken ct) => Task.FromResult(new Cache());
}

public sealed class Consumer
{
    public static Task<Consumer> StartAsync(Db db, Cache cache, CancellationToken ct) => Task.FromResult(new Consumer());

    private readonly Task _drained = Task.CompletedTask;

    public Task DrainAsync(CancellationToken ct) => _drained.WaitAsync(ct);
}

#region flow
[Flow]
public partial class Services
{
    [Step]
    private Task<Db> StartDb(CancellationToken ct) => Db.OpenAsync(ct);

    [Step]
    private Task<Cache> WarmCache(Db db, CancellationToken ct) => Cache.WarmAsync(db, ct);

    [Step]
    private Task<Consumer> StartConsumer(Db db, Cache cache, CancellationToken ct) => Consumer.StartAsync(db, cache, ct);

    [Stops(nameof(StartDb))]
    private Task StopDb(Db db) => db.CloseAsync();

    [Stops(nameof(StartConsumer))]
    private Task StopConsumer(Consumer consumer, CancellationToken ct) => consumer.DrainAsync(ct);
}
#endregion

internal static class Registration
{
    public static void Add(HostApplicationBuilder builder)
    {
        #region registration
        builder.Services.AddLifetimeFlow<Services>();
        #endregion
    }
}

#region by hand
public sealed class ServicesByHand : IHostedLifecycleService
{
    private Db? _db;
    private Consumer? _consumer;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        string step = "StartDb";
        try
        {
            _db = await Db.OpenAsync(cancellationToken);
            step = "WarmCache";
            Cache cache = await Cache.WarmAsync(_db, cancellationToken);
            step = "StartConsumer";
            _consumer = await Consumer.StartAsync(_db, cache, cancellationToken);
        }
        catch (Exception exception)
        {
            try
            {
                await StoppedAsync(CancellationToken.None);
            }
            catch (Exception)
            {
                // The first failure is the one to report.
            }

            throw new InvalidOperationException($"The start failed in {step}.", exception);
        }
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Exchange(ref _consumer, null) is { } consumer)
            {
                await consumer.DrainAsync(cancellationToken);
            }
        }
        finally
        {
            if (Interlocked.Exchange(ref _db, null) is { } db)
            {
                await db.CloseAsync();
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
#endregion
