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

    public string Database => Path.Combine(_folder.FullName, "flows.db");

    public IFlowClient Client => _host!.Services.GetRequiredService<IFlowClient>();

    public IRunStore Store => _host!.Services.GetRequiredService<IRunStore>();

    public static async Task<DurableHost> StartAsync()
    {
        DurableHost host = new();
        await host.StartHostAsync();
        return host;
    }

    /// <summary>Builds a host over a file.</summary>
    public static IHost Build(string database, Journal journal, StoreProbe? probe = null)
    {
        HostApplicationBuilder builder = new();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton(probe ?? new StoreProbe());
        builder.Services.AddAsyncFlow()
            .AddFlow<Billing>(TestJson.Default)
            .AddFlow<Gated>(TestJson.Default)
            .AddFlow<Mixed>(TestJson.Default)
            .AddFlow<Large>(TestJson.Default)
            .UseOrleans(o => o.Embedded(database));
        return builder.Build();
    }

    /// <summary>Replaces the host by another one, whose steps have a new journal.</summary>
    /// <param name="between">What happens while no host runs.</param>
    public async Task RestartAsync(Action? between = null)
    {
        await StopAsync();
        between?.Invoke();
        Journal = new Journal();
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

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartHostAsync()
    {
        _host = Build(Database, Journal);
        await _host.StartAsync();
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }
}
