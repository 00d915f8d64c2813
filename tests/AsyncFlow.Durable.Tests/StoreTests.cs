using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using PostgresServer = AsyncFlow.Orleans.Postgres.PostgresServer;

namespace AsyncFlow.Durable.Tests;

/// <summary>What the store refuses, and what registration does.</summary>
public sealed class StoreTests
{
    [Theory, Stores]
    public async Task A_commit_of_an_older_activation_is_refused(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        await (await host.Client.StartAsync<Billing>(new(3), id: "run")).ResultAsync();
        RunRecord run = (await host.Store.FindRunAsync("run"))!;
        Assert.False(await host.Store.CommitAsync(new RunCommit(run, [], [])));
        Assert.True(await host.Store.CommitAsync(new RunCommit(run with { Version = run.Version + 1 }, [], [])));

        ChunkRecord chunk = await host.Store.ReadChunkAsync("run", 1, 0, 0, 3);
        Assert.Equal(3, chunk.Elements.Count);
        StepRecord element = new() { Step = 1, Element = 0, Name = "Bill[0]", Status = StepStatus.Succeeded, Result = [(byte)'1'] };
        Assert.False(await host.Store.CommitAsync(new ChunkCommit("run", 1, 0, chunk.Version, 0, [element])));

        // Not even the newest activation replaces a result.
        Assert.True(await host.Store.CommitAsync(new ChunkCommit("run", 1, 0, chunk.Version + 1, 0, [element])));
        Assert.StartsWith("{", System.Text.Encoding.UTF8.GetString((await host.Store.ReadResultAsync("run", 1)).Elements[0].Result.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_belongs_to_one_process()
    {
        await using DurableHost host = await DurableHost.StartAsync();
        using IHost other = DurableHost.Build(host.Database, new Journal());
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => other.StartAsync());
        Assert.Contains("is in use by another process", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await using DurableHost host = await DurableHost.StartAsync();
        host.Execute("PRAGMA user_version = 99");
        using SqliteRunStore copy = new(host.Database + ".copy", new StoreProbe());
        File.Copy(host.Database, host.Database + ".copy");
        File.Copy(host.Database + "-wal", host.Database + ".copy-wal");
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => copy.OpenAsync(default));
        Assert.Contains("was written by a newer version of AsyncFlow.Orleans (schema 99", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_named()
    {
        using PostgresServer server = new("Host=127.0.0.1;Port=1;Username=flows;Password=secret;Database=flows", "AsyncFlow");
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => server.MigrateAsync(default));
        Assert.StartsWith("PostgreSQL cannot be used at 127.0.0.1:1, database 'flows': Failed to connect", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith("Check the connection string, and that the server runs.", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 50)]
    [InlineData(";Max Auto Prepare=0", 0)]
    public void Statements_are_prepared_unless_the_connection_string_says_otherwise(string setting, int expected)
    {
        using PostgresServer server = new($"Host=db;Username=flows{setting}", "AsyncFlow");
        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(server.Source.ConnectionString).MaxAutoPrepare);
    }

    [Theory, Stores]
    public async Task A_run_is_created_once_with_the_steps_that_it_starts_with(Store store)
    {
        await using DurableHost host = await DurableHost.StartAsync(store);
        RunRecord run = new() { Id = "run", Flow = "Billing", Fingerprint = "f", Inputs = "[1]"u8.ToArray(), CreatedAt = DateTimeOffset.UnixEpoch, Status = FlowRunStatus.Parked, Epoch = 1, Version = 1, TraceParent = "00-a-b-01" };
        StepRecord first = new() { Step = 0, Name = "Load", Starts = 1 };
        Assert.True(await host.Store.CreateAsync(new RunCommit(run, [first], [])));
        Assert.False(await host.Store.CreateAsync(new RunCommit(run with { Epoch = 7 }, [first with { Step = 1, Name = "Bill" }], [])));
        RunRecord stored = (await host.Store.FindRunAsync("run"))!;
        Assert.Equal((1, 1, "00-a-b-01"), (stored.Epoch, stored.Version, stored.TraceParent));
        Assert.Equal(["Load"], (await host.Store.ReadStepsAsync("run")).Select(static step => step.Name));
    }

    [Fact]
    public void A_server_that_is_too_old_is_refused()
    {
        using PostgresServer server = new("Host=db;Username=flows", "AsyncFlow");
        server.CheckVersion(new Version(14, 0));
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => server.CheckVersion(new Version(13, 9)));
        Assert.Equal("The PostgreSQL at db:5432, database 'flows' is of version 13.9, which is too old. Version 14 or newer is needed.", exception.Message);
    }

    [PostgresFact]
    public async Task A_database_belongs_to_one_cluster_and_to_versions_that_know_its_tables()
    {
        string connectionString = PostgresServers.CreateDatabase();
        using PostgresServer server = new(connectionString, "one");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.MigrateAsync(default)));
        using PostgresServer other = new(connectionString, "other");
        InvalidOperationException exception = await Assert.ThrowsAsync<InvalidOperationException>(() => other.MigrateAsync(default));
        Assert.Contains("belongs to the cluster 'one', and this process to 'other'", exception.Message, StringComparison.Ordinal);

        PostgresServers.Execute(connectionString, "UPDATE flow_schema SET version = 99");
        exception = await Assert.ThrowsAsync<InvalidOperationException>(() => server.MigrateAsync(default));
        Assert.Contains("was written by a newer version of AsyncFlow.Orleans (schema 99", exception.Message, StringComparison.Ordinal);
    }

    [PostgresFact]
    public async Task What_PostgreSQL_cannot_store_as_text_harms_no_other_run()
    {
        await using DurableHost host = await DurableHost.StartAsync(Store.Postgres);
        await host.Store.CreateAsync(new RunCommit(new RunRecord { Id = "run", Flow = "Billing", Fingerprint = "f", Inputs = "[]"u8.ToArray(), CreatedAt = DateTimeOffset.UnixEpoch, Status = FlowRunStatus.Parked }, [], []));
        RunRecord run = (await host.Store.FindRunAsync("run"))!;
        FlowFailure failure = new("Step", "Type", "a\0b\uD800c", null);
        Task<bool> odd = host.Store.CommitAsync(new RunCommit(run with { Version = 1, Status = FlowRunStatus.Failed, Failure = failure }, [], []));
        Task<bool> wrong = host.Store.CommitAsync(new ChunkCommit("other", 1, 0, 1, 0, [new StepRecord { Step = 1, Element = 0, Name = "Bill[0]", Status = StepStatus.Succeeded, Result = "no JSON"u8.ToArray() }]));
        Task<bool> usual = host.Store.CommitAsync(new ChunkCommit("other", 1, 1, 1, 0, [new StepRecord { Step = 1, Element = 250, Name = "Bill[250]", Status = StepStatus.Succeeded, Result = "1"u8.ToArray() }]));
        Assert.True(await odd);
        await Assert.ThrowsAsync<PostgresException>(() => wrong);
        Assert.True(await usual);
        Assert.Equal("a\uFFFDb\uFFFDc", (await host.Store.FindRunAsync("run"))!.Failure!.Message);
        await Assert.ThrowsAsync<ArgumentException>(() => host.Store.CreateAsync(new RunCommit(run with { Id = "a\0" }, [], [])));
    }

    [Fact]
    public void A_context_that_lacks_types_is_refused()
    {
#pragma warning disable FLOW302 // A context may come from where the compiler cannot look.
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAsyncFlow().AddFlow<Billing>(SparseJson.Default));
#pragma warning restore FLOW302
        Assert.Equal("'SparseJson' cannot write what flow 'Billing' stores. Add [JsonSerializable(typeof(List<Order>))], [JsonSerializable(typeof(Invoice))], [JsonSerializable(typeof(Summary))], [JsonSerializable(typeof(Order))] to it. (Parameter 'json')", exception.Message);
    }

    [Fact]
    public void A_store_must_be_chosen()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddAsyncFlow().UseOrleans(static _ => { }));
        Assert.StartsWith("Say where runs are stored", exception.Message, StringComparison.Ordinal);
    }
}
