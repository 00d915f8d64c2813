using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Durable.Tests.Locks;
using AsyncFlow.Orleans;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AsyncFlow.Durable.Tests;

/// <summary>A host with durable flows over a database, which can be restarted.</summary>
internal sealed class DurableHost : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private IHost? _host;
    private Action<AsyncFlowBuilder> _flows = AddAll;

    private DurableHost(Store store) => _database = TestDatabase.Create(store);

    public Journal Journal { get; private set; } = new();

    public Holders Holders { get; private set; } = new();

    public string Database => _database.Place;

    public IFlowClient Client => _host!.Services.GetRequiredService<IFlowClient>();

    public ILockStore Locks => _host!.Services.GetRequiredService<ILockStore>();

    public IRunStore Store => _host!.Services.GetRequiredService<IRunStore>();

    public static async Task<DurableHost> StartAsync(Store store = Databases.Store.Sqlite, Action<AsyncFlowBuilder>? flows = null)
    {
        DurableHost host = new(store) { _flows = flows ?? AddAll };
        await host.StartHostAsync();
        return host;
    }

    /// <summary>Builds a host over a file.</summary>
    public static IHost Build(string database, Journal journal, StoreProbe? probe = null, Holders? holders = null) => Build(o => o.Embedded(database), journal, probe, holders);

    /// <summary>Builds a host.</summary>
    public static IHost Build(Action<OrleansFlowOptions> options, Journal journal, StoreProbe? probe = null, Holders? holders = null, Action<AsyncFlowBuilder>? flows = null)
    {
        HostApplicationBuilder builder = new();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(journal);
        builder.Services.AddSingleton(holders ?? new Holders());
        builder.Services.AddSingleton(probe ?? new StoreProbe());
        AsyncFlowBuilder durable = builder.Services.AddAsyncFlow().UseOrleans(options);
        (flows ?? AddAll)(durable);
        return builder.Build();
    }

    /// <summary>Replaces the host by another one, whose steps have a new journal.</summary>
    /// <param name="between">What happens while no host runs.</param>
    /// <param name="flows">The flows of the other host; null for the same.</param>
    public async Task RestartAsync(Action? between = null, Action<AsyncFlowBuilder>? flows = null)
    {
        _flows = flows ?? _flows;
        await StopAsync();
        between?.Invoke();
        (Journal, Holders) = (new Journal(), new Holders());
        await StartHostAsync();
    }

    /// <summary>Changes the database, while no host runs.</summary>
    public void Execute(string sql) => _database.Execute(sql);

    /// <summary>Has a step of a run executed, as its run would.</summary>
    public Task<WorkReply> AskAsync(StepRequest request, string step) =>
        _host!.Services.GetRequiredService<IGrainFactory>().GetGrain<IStepGrain>(WorkKey.Of(request.Run, step)).ExecuteAsync(request);

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
        _database.Dispose();
    }

    private ILockGrain Lock(string name) => _host!.Services.GetRequiredService<IGrainFactory>().GetGrain<ILockGrain>(name);

    private static void AddAll(AsyncFlowBuilder flows) => flows
        .AddFlow<Billing>(TestJson.Default)
        .AddFlow<Gated>(TestJson.Default)
        .AddFlow<Mixed>(TestJson.Default)
        .AddFlow<Repeated>(TestJson.Default)
        .AddFlow<Large>(TestJson.Default)
        .AddFlow<Locked>(TestJson.Default)
        .AddFlow<Crossing>(TestJson.Default)
        .AddFlow<CrossingBack>(TestJson.Default);

    private async Task StartHostAsync()
    {
        _host = Build(Use, Journal, holders: Holders, flows: _flows);
        await _host.StartAsync();
    }

    private void Use(OrleansFlowOptions options)
    {
        _database.Use(options);

        // No test waits for the end of a lease, and a slow machine must not reach it.
        options.LockLease = TimeSpan.FromMinutes(1);
    }

    private async Task StopAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
    }
}
