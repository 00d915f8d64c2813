using System.Globalization;
using AsyncFlow.Orleans.Contracts;
using AsyncFlow.Orleans.Execution;
using AsyncFlow.Orleans.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>Never two holders of a lock by fence, whatever goes wrong.</summary>
public sealed class LockFaultTests
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);

    /// <summary>How many seeds a test runs; more by the environment variable ASYNCFLOW_LOCK_FAULTS.</summary>
    public static TheoryData<int, int> Seeds
    {
        get
        {
            int count = int.Parse(Environment.GetEnvironmentVariable("ASYNCFLOW_LOCK_FAULTS") ?? "10", CultureInfo.InvariantCulture);
            TheoryData<int, int> seeds = [];
            foreach (int seed in Enumerable.Range(1, count))
            {
                seeds.Add(seed, seed % 4 == 0 ? 3 : 1);
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task No_lock_has_two_holders(int seed, int permits) => await RunAsync(seed, permits);

    [Fact]
    public async Task A_seed_repeats_a_run() => Assert.Equal(await RunAsync(seed: 3, permits: 1), await RunAsync(seed: 3, permits: 1));

    private static async Task<string> RunAsync(int seed, int permits)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asyncflow-lock-faults-");
        try
        {
            using SqliteRunStore database = new(Path.Combine(folder.FullName, "flows.db"), new StoreProbe());
            await database.OpenAsync(default);
            return Run(database, seed, permits);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Run(SqliteRunStore database, int seed, int permits)
    {
        Random random = new(seed);
        RandomLoop loop = new(random);
        Faults faults = new(random, max: 40);
        FakeTimeProvider time = new();
        FaultyStore store = new(database, loop, faults, permits);
        LockCluster cluster = new(store, loop, faults, random, time, s_lease);
        int idle = 0;
        loop.Run(
            () => Task.WhenAll(Enumerable.Range(0, 6).Select(owner => WorkAsync(owner, results: 4, permits, store, loop, cluster, faults, random, time))),
            () =>
            {
                Assert.True(++idle < 100_000, "nothing goes on");
                time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 500)));
            });
        Assert.Equal(store.Accepted, store.Counter);
        Assert.InRange(store.Accepted, 24, 24 + faults.Count);
        Assert.InRange(faults.Count, 30, 40);
        return $"{store.Accepted} accepted, {store.Refused} refused, {idle} idle, {string.Join(", ", faults.Kinds.Select(static kind => $"{kind.Value} {kind.Key}"))}";
    }

    // A step that runs until its result is stored, some times, one after the other.
    private static async Task WorkAsync(int owner, int results, int permits, FaultyStore store, RandomLoop loop, LockCluster cluster, Faults faults, Random random, TimeProvider time)
    {
        int attempts = 0;
        for (int stored = 0; stored < results;)
        {
            Assert.True(++attempts < 1000, $"owner {owner} never ends");
            bool isCutOff = false;
            LockServices services = new(cluster.Connect(() => isCutOff), new DurableLimits(10, s_lease), time, NullLogger<LockServices>.Instance);
            LockSession session;
            try
            {
                session = await LockSession.TakeAsync(services, new LockOwner($"run{owner}", 1, 0), attempts, [new DurableSemaphore("net", permits)], default);
            }
            catch (LostRunException)
            {
                // A late message of an earlier attempt was taken for that of a newer one. The step is asked for again.
                continue;
            }

            HeldLock held = session.InOrderOf([new DurableSemaphore("net", permits)])[0];
            int based = store.Counter;
            if (faults.Occurs("holder cut off", oneOf: 4))
            {
                // It neither renews its lease nor notices that it has lost the lock, and works for long.
                isCutOff = true;
                await Task.Delay(s_lease * 3, time);
            }

            for (int i = random.Next(8); i > 0; i--)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 4000)), time);
            }

            if (faults.Occurs("process ended", oneOf: 6))
            {
                // Nothing is told to anybody.
                isCutOff = true;
                await session.DisposeAsync();
                continue;
            }

            try
            {
                ChunkCommit commit = new($"run{owner}", 1, attempts, 1, 0, [new StepRecord { Step = 1, Element = 0, Name = "Bill[0]", Status = StepStatus.Succeeded, Locks = [held] }]);
                if (await store.CommitAsync(commit, based))
                {
                    stored++;
                    await NoteAsync(services, owner, held);
                }
            }
            catch (IOException)
            {
                // Whether it is stored is not known.
            }

            await session.DisposeAsync();
            await loop.HopAsync();
        }
    }

    private static async Task NoteAsync(LockServices services, int owner, HeldLock held)
    {
        try
        {
            await services.Grains.GetGrain<ILockGrain>(held.Name).LeaveAsync(new LockOwner($"run{owner}", 1, 0), held.Attempt, isStored: true);
        }
        catch (Exception exception) when (exception is IOException or LostRunException)
        {
            // The store knows.
        }
    }
}
