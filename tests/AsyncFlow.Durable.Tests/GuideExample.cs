using System.Net;
using System.Text.Json.Serialization;
using AsyncFlow.Durable.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AsyncFlow.Durable.Tests.Guide;

public sealed record Order(int Number, int Credits);

public sealed record Invoice(int Credits);

public sealed record Summary(int Total);

public interface IStore
{
    Task<Order[]> LoadAsync(DateOnly day, CancellationToken ct);

    Task<Invoice> BillAsync(Order order, string idempotencyKey);
}

public sealed class Store : IStore
{
    public Task<Order[]> LoadAsync(DateOnly day, CancellationToken ct) => Task.FromResult<Order[]>([new(1, day.Day), new(2, 6)]);

    public Task<Invoice> BillAsync(Order order, string idempotencyKey) => Task.FromResult(new Invoice(order.Credits));
}

[Flow, Durable]
public partial class Nightly(IStore store)
{
    [Step]
    private Task<Order[]> Load([Input] DateOnly day, CancellationToken ct) => store.LoadAsync(day, ct);

    [Step]
    private Task<Invoice> Bill([Each(nameof(Load), MaxConcurrency = 100)] Order order, StepContext context) =>
        store.BillAsync(order, context.IdempotencyKey);

    [Step, Output]
    private static Summary Sum(IReadOnlyList<Invoice> invoices) => new(invoices.Sum(static invoice => invoice.Credits));
}

public interface ILedger
{
    Task PostAsync(decimal amount, long fence, CancellationToken ct);
}

[Flow, Durable]
public partial class Posting(ILedger ledger)
{
    private static readonly DurableSemaphore s_bank = new("bank", permits: 4);

    [Step, WithLock("ledger", nameof(s_bank))]
    private Task Post([Input] decimal amount, StepContext context, CancellationToken ct) => ledger.PostAsync(amount, context.FencingToken, ct);
}

// The new version of a flow.
[Flow, Durable, CompatibleWith("f07fe9bd8c262857")]
public partial class Newer
{
    [Step]
    private static int One() => 1;
}

[JsonSerializable(typeof(DateOnly))]
[JsonSerializable(typeof(Order[]))]
[JsonSerializable(typeof(Invoice))]
[JsonSerializable(typeof(Summary))]
public sealed partial class AppJson : JsonSerializerContext;

/// <summary>The examples of the guide.</summary>
public sealed class GuideTests
{
    [Fact]
    public async Task The_example_runs()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asyncflow-guide-");
        HostApplicationBuilder builder = new(new HostApplicationBuilderSettings { ContentRootPath = folder.FullName });
        IServiceCollection services = builder.Services;
        string current = Directory.GetCurrentDirectory();
        Directory.SetCurrentDirectory(folder.FullName);
        services.AddSingleton<IStore, Store>();
        services.AddAsyncFlow()
            .AddFlow<Nightly>(AppJson.Default)
            .UseOrleans(o => o.Embedded("flows.db"));
        using (IHost host = builder.Build())
        {
            await host.StartAsync();
            Directory.SetCurrentDirectory(current);
            (DateOnly day, CancellationToken ct) = (new(2026, 11, 24), default);
            IFlowClient client = host.Services.GetRequiredService<IFlowClient>();
            FlowHandle<Summary> run = await client.StartAsync<Nightly>(new(day), id: "nightly-2026-11-24");
            Summary summary = await run.ResultAsync(ct);
            Assert.Equal(30, summary.Total);
            Assert.Empty(await client.ListAsync(new() { Status = FlowRunStatus.Failed }));
            await host.StopAsync();
        }

        folder.Delete(recursive: true);
    }

    [PostgresFact]
    public async Task The_example_of_several_processes_runs()
    {
        string connectionString = PostgresServers.CreateDatabase();
        HostApplicationBuilder builder = new();
        IServiceCollection services = builder.Services;
        services.AddSingleton<IStore, Store>();
        services.AddAsyncFlow()
            .AddFlow<Nightly>(AppJson.Default)
            .UseOrleans(o => o.UsePostgres(connectionString));
        using IHost host = builder.Build();
        await host.StartAsync();
        FlowHandle<Summary> run = await host.Services.GetRequiredService<IFlowClient>().StartAsync<Nightly>(new(new DateOnly(2026, 11, 24)), id: "nightly-2026-11-24");
        Assert.Equal(30, (await run.ResultAsync()).Total);
        await host.StopAsync();
    }

    [Fact]
    public void The_example_of_an_address_is_accepted()
    {
        ServiceCollection services = new();
        string connectionString = "Host=db;Database=flows";
        services.AddAsyncFlow().AddFlow<Nightly>(AppJson.Default).UseOrleans(o =>
        {
            o.UsePostgres(connectionString);
            o.Address = IPAddress.Parse("10.0.0.7");
            o.Port = 11111;
        });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ServiceCollection().AddAsyncFlow().UseOrleans(static o => o.Port = 70_000));
    }

    [Fact]
    public void Every_line_of_the_guide_is_compiled()
    {
        HashSet<string> compiled = [.. File.ReadAllLines(PathOf("GuideExample.cs")).Select(static line => line.Trim())];
        string[] blocks = File.ReadAllText(PathOf("../../docs/guides/durable.md")).Split("```csharp")[1..];
        Assert.Equal(8, blocks.Length);
        Assert.All(
            blocks.SelectMany(static block => block.Split("```")[0].Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0),
            line => Assert.Contains(line, compiled));
    }

    private static string PathOf(string file, [System.Runtime.CompilerServices.CallerFilePath] string own = "") => Path.Join(Path.GetDirectoryName(own), file);
}
