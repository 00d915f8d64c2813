using System.Diagnostics;
using System.Globalization;
using AsyncFlow.Durable.Tests.Databases;
using Npgsql;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>Several processes over one database.</summary>
internal sealed class TestCluster : IDisposable
{
    // Far more than a crowded machine needs.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);

    private static readonly Dictionary<string, string> s_usual = [];

    private readonly string _connection;
    private readonly NpgsqlDataSource _source;
    private readonly List<SiloProcess> _all = [];

    /// <summary>Creates a database for processes that are started later.</summary>
    public TestCluster(string connectionString)
    {
        _connection = connectionString;
        _source = NpgsqlDataSource.Create(connectionString);
        PostgresServers.Execute(connectionString, Effects.Schema);
    }

    /// <summary>The processes that have not been killed.</summary>
    public List<SiloProcess> Silos { get; } = [];

    public static async Task<TestCluster> StartAsync(int count, string? connectionString = null)
    {
        TestCluster cluster = new(connectionString ?? PostgresServers.CreateDatabase());
        await cluster.AddAsync(count);
        return cluster;
    }

    /// <summary>Starts processes, all at the same time, and waits until they have started.</summary>
    public async Task AddAsync(int count)
    {
        SiloProcess[] added = [.. Enumerable.Range(0, count).Select(_ => Add())];
        await UntilAsync("processes start", () => Task.FromResult(added.All(static silo => silo.Answers.Contains("ready"))));
    }

    /// <summary>Starts a process for each proxy, behind it, and waits until they have started.</summary>
    public async Task<SiloProcess[]> AddAsync(params FaultyProxy[] proxies)
    {
        SiloProcess[] added = [.. proxies.Select(proxy => Add(new SiloProcess(_connection, proxy, s_usual)))];
        await UntilAsync("processes start", () => Task.FromResult(added.All(static silo => silo.HasExited || silo.Answers.Contains("ready"))));
        return added;
    }

    /// <summary>Starts processes with further environment variables, and waits until they have started.</summary>
    public async Task<SiloProcess[]> AddAsync(params Dictionary<string, string>[] environments)
    {
        SiloProcess[] added = [.. environments.Select(Add)];
        await UntilAsync("processes start", () =>
        {
            Assert.All(added, static silo => Assert.False(silo.HasExited, silo.Log));
            return Task.FromResult(added.All(static silo => silo.Answers.Contains("ready")));
        });
        return added;
    }

    /// <summary>Starts a process.</summary>
    public SiloProcess Add(params string[] crash) => Add(new SiloProcess(_connection, null, s_usual, crash));

    /// <summary>Starts a process with further environment variables.</summary>
    public SiloProcess Add(Dictionary<string, string> environment) => Add(new SiloProcess(_connection, null, environment));

    /// <summary>Has processes start a run of <see cref="Charging"/>, and waits until it is stored.</summary>
    public Task StartRunAsync(string id, int count, IReadOnlyCollection<SiloProcess> silos) => StoredAsync(id, silos, silo => silo.Start(id, count));

    /// <summary>Has the execution of a step or an element wait, until the result is disposed.</summary>
    /// <param name="key">Its idempotency key.</param>
    public async Task<IAsyncDisposable> HoldAsync(string key)
    {
        NpgsqlConnection connection = await _source.OpenConnectionAsync();
        await connection.BeginTransactionAsync();

        // Who inserts the same key waits for the end of this transaction, which is rolled back.
        await using NpgsqlCommand command = new("INSERT INTO effects VALUES (@key)", connection);
        command.Parameters.AddWithValue("key", key);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    /// <summary>Has processes start a run of <see cref="Posting"/>, and waits until it is stored.</summary>
    public Task StartPostingAsync(string id, int count, IReadOnlyCollection<SiloProcess> silos) => StoredAsync(id, silos, silo => silo.Post(id, count));

    // A process may end before that, so they are asked again.
    private Task StoredAsync(string id, IReadOnlyCollection<SiloProcess> silos, Action<SiloProcess> start) => UntilAsync("a run is stored", async () =>
    {
        if (await CountAsync($"flow_runs WHERE id = '{id}'") == 1)
        {
            return true;
        }

        foreach (SiloProcess silo in silos.Where(static silo => !silo.HasExited))
        {
            start(silo);
        }

        await Task.Delay(500);
        return false;
    });

    public void Kill(SiloProcess silo)
    {
        silo.Kill();
        Silos.Remove(silo);
    }

    public async Task<long> CountAsync(string sql)
    {
        await using NpgsqlCommand command = _source.CreateCommand($"SELECT count(*) FROM {sql}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until so many elements of <see cref="Charging"/> are committed.</summary>
    public Task CommittedAsync(int elements) => UntilAsync(
        $"{elements} elements are committed",
        async () => await CountAsync("flow_steps WHERE element >= 0 AND name LIKE 'Bill%' AND status = 'Succeeded'") >= elements);

    /// <summary>Waits until all of some runs have succeeded, and checks that nothing was done twice.</summary>
    /// <param name="runs">How many.</param>
    /// <param name="count">The number of elements of each.</param>
    /// <param name="mostRedone">How much may have been executed again, without being stored.</param>
    public async Task CheckAsync(int runs, int count, int mostRedone = 0)
    {
        await UntilAsync("all runs end", async () => await CountAsync("flow_runs WHERE flow = 'Charging' AND status NOT IN ('Running', 'Parked')") >= runs);
        Assert.Equal(runs, await CountAsync("flow_runs WHERE flow = 'Charging' AND status = 'Succeeded'"));
        Assert.Equal(runs, await CountAsync($"flow_steps WHERE name = 'Sum' AND result::text = '{count * (count + 1) / 2}'"));
        Assert.InRange(await CountAsync("executions WHERE redone AND key NOT LIKE 'post%'"), 0, mostRedone);
        Assert.Equal(runs * (count + 3), await CountAsync("effects WHERE key NOT LIKE 'post%'"));
    }

    /// <summary>Has the database check every grant of a lock, as soon as the first process has created the tables.</summary>
    public Task WatchLocksAsync() => UntilAsync("the tables of locks are there", () =>
    {
        PostgresServers.Execute(_connection, LockWatch.Schema);
        return Task.FromResult(true);
    });

    /// <summary>Waits until all of some runs of <see cref="Posting"/> have succeeded, and checks that nothing was done twice, and no lock had more holders than permits.</summary>
    /// <inheritdoc cref="CheckAsync"/>
    public async Task CheckPostingsAsync(int runs, int count, int mostRedone = 0)
    {
        await UntilAsync("all postings end", async () => await CountAsync("flow_runs WHERE flow = 'Posting' AND status NOT IN ('Running', 'Parked')") >= runs);
        Assert.Equal(runs, await CountAsync("flow_runs WHERE flow = 'Posting' AND status = 'Succeeded'"));
        Assert.Equal(runs, await CountAsync($"flow_steps WHERE name = 'Archive' AND result::text = '{count * (count + 1) / 2}'"));
        Assert.InRange(await CountAsync("executions WHERE redone AND key LIKE 'post%'"), 0, mostRedone);
        Assert.Equal(runs * (count + 2), await CountAsync("effects WHERE key LIKE 'post%'"));
        Assert.True(await CountAsync("lock_grants") >= runs * (count + 1));
        Assert.Equal(0, await CountAsync("lock_faults"));
    }

    public async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!await HoldsAsync(condition))
        {
            Assert.True(watch.Elapsed < s_patience, $"{what}: not within {s_patience}\n{string.Join("\n--\n", _all.Select(static silo => silo.Log))}");
            await Task.Delay(50);
        }
    }

    public void Dispose()
    {
        _all.ForEach(static silo => silo.Dispose());
        _source.Dispose();
    }

    public static int NumberOf(string variable, int usual) => int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{usual}", CultureInfo.InvariantCulture);

    private SiloProcess Add(SiloProcess silo)
    {
        Silos.Add(silo);
        _all.Add(silo);
        return silo;
    }

    // The server may be away for a while.
    private static async Task<bool> HoldsAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
