using AsyncFlow.Orleans.Storage;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>What a store of locks promises.</summary>
public sealed class LockStoreTests : IAsyncLifetime, IDisposable
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("asyncflow-locks-");
    private SqliteRunStore _store = null!;

    private string Database => Path.Combine(_folder.FullName, "flows.db");

    public async Task InitializeAsync()
    {
        // A file of the first version, which had no locks.
        using (SqliteConnection connection = new($"Data Source={Database};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = SqliteSchema.Migrations[0] + "PRAGMA user_version = 1";
            command.ExecuteNonQuery();
        }

        _store = new SqliteRunStore(Database, new StoreProbe());
        await _store.OpenAsync(default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_lock_is_changed_only_by_the_newest_version()
    {
        AssertState(0, 0, [], await _store.ReadLockAsync("net"));
        Assert.True(await GrantAsync(version: 1, fence: 1, "a"));
        Assert.False(await GrantAsync(version: 1, fence: 2, "b"));
        Assert.False(await GrantAsync(version: 3, fence: 2, "b"));
        Assert.True(await GrantAsync(version: 2, fence: 2, "b"));
        AssertState(2, 2, ["1 run/1/-1 a", "2 run/1/-1 b"], await _store.ReadLockAsync("net"));

        Assert.True(await _store.CommitAsync(new LockCommit("net", 3, 2, [1, 99], [], s_now)));
        AssertState(3, 2, ["2 run/1/-1 b"], await _store.ReadLockAsync("net"));
        AssertState(0, 0, [], await _store.ReadLockAsync("other"));
    }

    [Fact]
    public async Task A_fence_never_falls()
    {
        Assert.True(await GrantAsync(version: 1, fence: 7, "a"));
        Assert.False(await _store.CommitAsync(new LockCommit("net", 2, 6, [], [], s_now)));
    }

    [Fact]
    public async Task The_end_of_a_step_releases_its_locks_in_the_same_commit()
    {
        RunRecord run = await CreateAsync();
        await GrantAsync(version: 1, fence: 1, "a");
        Assert.True(await _store.CommitAsync(new RunCommit(run with { Version = 1 }, [Step(StepStatus.Succeeded, new HeldLock("net", 1, "a"))], [])));
        AssertState(1, 1, [], await _store.ReadLockAsync("net"));
    }

    [Fact]
    public async Task A_step_whose_lock_was_granted_to_another_one_stores_nothing()
    {
        RunRecord run = await CreateAsync();
        await GrantAsync(version: 1, fence: 1, "a");
        await _store.CommitAsync(new LockCommit("net", 2, 2, [1], [new LockHolder(2, new LockOwner("other", 1, -1), "b")], s_now));
        StepRecord before = Step(StepStatus.Succeeded) with { Step = 0, Locks = null };
        Assert.False(await _store.CommitAsync(new RunCommit(run with { Version = 1, Status = FlowRunStatus.Succeeded }, [before, Step(StepStatus.Succeeded, new HeldLock("net", 1, "a"))], [])));
        Assert.Equal((0L, FlowRunStatus.Running), await _store.FindRunAsync("run") is { } stored ? (stored.Version, stored.Status) : default);
        Assert.Empty(await _store.ReadStepsAsync("run"));
        AssertState(2, 2, ["2 other/1/-1 b"], await _store.ReadLockAsync("net"));
    }

    [Fact]
    public async Task A_fence_belongs_to_its_owner()
    {
        RunRecord run = await CreateAsync();
        await GrantAsync(version: 1, fence: 1, "a");
        Assert.False(await _store.CommitAsync(new RunCommit(run with { Version = 1 }, [Step(StepStatus.Succeeded, new HeldLock("net", 1, "a")) with { Step = 2 }], [])));
        Assert.False(await _store.CommitAsync(new ChunkCommit("run", 1, 0, 1, 0, [Step(StepStatus.Succeeded, new HeldLock("net", 1, "a")) with { Element = 0 }])));
    }

    [Fact]
    public async Task A_step_that_goes_on_keeps_its_locks()
    {
        RunRecord run = await CreateAsync();
        await GrantAsync(version: 1, fence: 1, "a");
        Assert.True(await _store.CommitAsync(new RunCommit(run with { Version = 1 }, [Step(StepStatus.None)], [])));
        Assert.Single((await _store.ReadLockAsync("net")).Holders);
    }

    [Fact]
    public async Task An_element_releases_its_own_locks_and_the_step_those_of_all_elements()
    {
        RunRecord run = await CreateAsync();
        LockHolder[] holders = [.. Enumerable.Range(0, 3).Select(static element => new LockHolder(element + 1, new LockOwner("run", 1, element), "a"))];
        await _store.CommitAsync(new LockCommit("net", 1, 3, [], holders, s_now));
        Assert.True(await _store.CommitAsync(new ChunkCommit("run", 1, 0, 1, 0, [Step(StepStatus.Failed, new HeldLock("net", 2, "a")) with { Element = 1 }])));
        AssertState(1, 3, ["1 run/1/0 a", "3 run/1/2 a"], await _store.ReadLockAsync("net"));

        // The process that worked on the others has ended.
        Assert.True(await _store.CommitAsync(new RunCommit(run with { Version = 1 }, [Step(StepStatus.Canceled)], [])));
        AssertState(1, 3, [], await _store.ReadLockAsync("net"));
    }

    private static StepRecord Step(StepStatus status, params HeldLock[] locks) => new() { Step = 1, Name = "Bill", Status = status, Locks = locks };

    private async Task<RunRecord> CreateAsync()
    {
        RunRecord run = new() { Id = "run", Flow = "Billing", Fingerprint = "", Inputs = [], CreatedAt = s_now };
        await _store.CreateAsync(new RunCommit(run, [], []));
        return run;
    }

    private Task<bool> GrantAsync(long version, long fence, string attempt) =>
        _store.CommitAsync(new LockCommit("net", version, fence, [], [new LockHolder(fence, new LockOwner("run", 1, -1), attempt)], s_now));

    private static void AssertState(long version, long fence, string[] holders, LockRecord actual)
    {
        Assert.Equal((version, fence), (actual.Version, actual.Fence));
        Assert.Equal(holders, actual.Holders.Select(static holder => $"{holder.Fence} {holder.Owner.Run}/{holder.Owner.Step}/{holder.Owner.Element} {holder.Attempt}"));
    }
}
