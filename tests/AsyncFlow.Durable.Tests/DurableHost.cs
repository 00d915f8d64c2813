using AsyncFlow.Durable.Tests.Locks;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Durable.Tests;

/// <summary>A host with durable flows over a file, which can be restarted.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-durable-");
    private IHost? _host;

    private DurableHost()
    {
    }

    public Journal Journal { get; private set; } = new();

    public Holders Holders { get; private set; } = new();

    public string Database => Path.Combine(_folder.FullName, "flows.db");

    public IFlowClient Client => _host!.Services.GetRequiredService<IFlowClient>();

    public ILockStore Locks => _host!.Services.GetRequiredService<ILockStore>();

    public IRunStore Store => _host!.Services.GetRequiredService<IRunStore>();

    public static async Task<DurableHost> StartAsync()
    {
        DurableHost host = new();
        await host.StartHostAsync();
        return host;
    }

    /// <summary>Builds a host over a file.</summary>
    public static IHost Build(string database, Journal journal, StoreProbe? probe = null, Holders? holders = null)
    {
        HostApplicationBuilder builder = new();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton(holders ?? new Holders());
        builder.Services.AddSingleton(probe ?? new StoreProbe());
        builder.Services.AddAsyncFlow()
            .AddFlow<Billing>(TestJson.Default)
            .AddFlow<Gated>(TestJson.Default)
            .AddFlow<Mixed>(TestJson.Default)
            .AddFlow<Large>(TestJson.Default)
            .AddFlow<Locked>(TestJson.Default)
            .AddFlow<Crossing>(TestJson.Default)
            .AddFlow<CrossingBack>(TestJson.Default)
            .UseOrleans(o => o.Embedded(database));
        return builder.Build();
    }

    /// <summary>Replaces the host by another one, whose steps have a new journal.</summary>
    /// <param name="between">What happens while no host runs.</param>
    public async Task RestartAsync(Action? between = null)
    {
        await StopAsync();
        between?.Invoke();
        (Journal, Holders) = (new Journal(), new Holders());
        await StartHostAsync();
    }

    /// <summary>Changes the database, while no host runs.</summary>
    public void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={Database};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Takes a lock that is free, with one permit.</summary>
    public async Task HoldAsync(string name) => Assert.NotEqual(0, (await Lock(name).AcquireAsync(new LockRequest(new LockOwner("test", 0, -1), "test", 1, null))).Fence);

    /// <summary>Releases a lock that an execution may hold.</summary>
    public async Task LeaveAsync(string name, LockOwner owner, string attempt)
    {
        try
        {
            await Lock(name).LeaveAsync(owner, attempt, isStored: false);
        }
        catch (Exception exception) when (exception.Message.Contains("was taken up by another process", StringComparison.Ordinal))
        {
            // The next call is to the next activation.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private ILockGrain Lock(string name) => _host!.Services.GetRequiredService<IGrainFactory>().GetGrain<ILockGrain>(name);

    private async Task StartHostAsync()
    {
        _host = Build(Database, Journal, holders: Holders);
        await _host.StartAsync();
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }
}
