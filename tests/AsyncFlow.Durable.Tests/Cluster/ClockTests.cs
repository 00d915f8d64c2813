using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Three processes whose wall clocks are hours apart, and jump. Nothing depends on them but the times that people read.</summary>
[Collection(nameof(ClusterTests))]
public sealed class ClockTests
{
    private const int Count = 200;
    private const int Postings = 12;

    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    [ClockFact]
    public async Task Processes_whose_clocks_are_hours_apart_work_together()
    {
        using ProcessClock fast = new(s_hour);
        using ProcessClock right = new(TimeSpan.Zero);
        using ProcessClock slow = new(-s_hour);
        using TestCluster cluster = new(PostgresServers.CreateDatabase());

        // One after another: who works already looks at who joins.
        SiloProcess[] silos = [(await cluster.AddAsync(fast.Environment))[0], (await cluster.AddAsync(slow.Environment))[0], (await cluster.AddAsync(right.Environment))[0]];
        await cluster.WatchLocksAsync();
        await cluster.StartRunAsync("one", Count, silos);
        await cluster.StartPostingAsync("post", Postings, silos);
        await cluster.CommittedAsync(Count / 2);
        fast.Set(-s_hour);
        slow.Set(s_hour);
        await cluster.CheckAsync(1, Count);
        await cluster.CheckPostingsAsync(1, Postings);
        Assert.DoesNotContain(silos, static silo => silo.HasExited);
        Assert.Equal(1, await cluster.CountAsync("(SELECT 1 FROM flow_steps HAVING max(started_at) - min(started_at) > interval '90 minutes') AS apart"));

        // A process that dies is noticed, and one that joins is not taken for dead.
        await cluster.StartRunAsync("two", Count, silos);
        await cluster.CommittedAsync(Count + (Count / 2));
        cluster.Kill(silos[2]);
        using ProcessClock slower = new(-s_hour * 3);
        SiloProcess[] joined = await cluster.AddAsync(slower.Environment);
        await cluster.CheckAsync(2, Count);
        Assert.DoesNotContain([silos[0], silos[1], joined[0]], static silo => silo.HasExited);
        Assert.Equal(3, await cluster.CountAsync("flow_silos WHERE status = 'Active' AND alive_at BETWEEN now() - interval '1 minute' AND now() + interval '1 minute'"));
    }
}
