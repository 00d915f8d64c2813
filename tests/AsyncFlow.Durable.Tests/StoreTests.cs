using AsyncFlow.Durable.Tests.Databases;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

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
    public void A_context_that_lacks_types_is_refused()
    {
        ArgumentException exception = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddAsyncFlow().AddFlow<Billing>(SparseJson.Default));
        Assert.Equal("'SparseJson' cannot write what flow 'Billing' stores. Add [JsonSerializable(typeof(List<Order>))], [JsonSerializable(typeof(Invoice))], [JsonSerializable(typeof(Summary))], [JsonSerializable(typeof(Order))] to it. (Parameter 'json')", exception.Message);
    }

    [Fact]
    public void A_store_must_be_chosen()
    {
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddAsyncFlow().UseOrleans(static _ => { }));
        Assert.StartsWith("Say where runs are stored", exception.Message, StringComparison.Ordinal);
    }
}
