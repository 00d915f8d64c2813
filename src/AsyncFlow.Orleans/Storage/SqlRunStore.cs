using System.Data.Common;
using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Reads runs and locks with SQL that every database understands.</summary>
internal abstract class SqlRunStore : IRunStore, ILockStore
{
    /// <inheritdoc/>
    public abstract Task OpenAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    public abstract Task<bool> CreateAsync(RunCommit created);

    /// <inheritdoc/>
    public abstract Task<bool> CommitAsync(RunCommit commit);

    /// <inheritdoc/>
    public abstract Task<bool> CommitAsync(ChunkCommit commit);

    /// <inheritdoc/>
    public abstract Task<bool> UpgradeAsync(RunUpgrade upgrade);

    /// <inheritdoc/>
    public abstract Task<bool> CommitAsync(LockCommit commit);

    /// <inheritdoc/>
    public async Task<RunRecord?> FindRunAsync(string id) =>
        (await QueryAsync($"SELECT {SqlRows.RunColumns} FROM flow_runs WHERE id = @id", SqlRows.Run, ("id", id))).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepRecord>> ReadStepsAsync(string id) => await StepsAsync(id, "element = -1", withResults: false);

    /// <inheritdoc/>
    public async Task<bool> IsCommittedAsync(string id, int step) => (await QueryAsync(
        "SELECT 1 FROM flow_steps WHERE run_id = @id AND step = @step AND element = -1 AND status = 'Succeeded'",
        static _ => true,
        ("id", id),
        ("step", step))).Count > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, int>> CountElementsAsync(string id) => (await QueryAsync(
        "SELECT step, count(*) FROM flow_steps WHERE run_id = @id AND element >= 0 AND status = 'Succeeded' GROUP BY step",
        static reader => (Step: reader.GetInt32(0), Count: (int)reader.GetInt64(1)),
        ("id", id))).ToDictionary(static row => row.Step, static row => row.Count);

    /// <inheritdoc/>
    public async Task<ChunkRecord> ReadChunkAsync(string id, int step, int chunk, int first, int count)
    {
        // In this order: what another activation commits in between makes the version old, and the commits that are based on it are refused.
        List<(long Version, int Starts)> state = await QueryAsync(
            "SELECT version, starts FROM flow_chunks WHERE run_id = @id AND step = @step AND chunk = @chunk",
            static reader => (reader.GetInt64(0), reader.GetInt32(1)),
            ("id", id),
            ("step", step),
            ("chunk", chunk));
        List<StepRecord> elements = await StepsAsync(id, "step = @step AND element >= @first AND element < @end", withResults: false, ("step", step), ("first", first), ("end", first + count));
        return state is [(long version, int starts)] ? new ChunkRecord(version, starts, elements) : new ChunkRecord(0, 0, elements);
    }

    /// <inheritdoc/>
    public async Task<LockRecord> ReadLockAsync(string name)
    {
        // In this order, for the same reason.
        List<(long Version, long Fence)> state = await QueryAsync(
            "SELECT version, fence FROM flow_locks WHERE name = @name",
            static reader => (reader.GetInt64(0), reader.GetInt64(1)),
            ("name", name));
        List<LockHolder> holders = await QueryAsync(
            "SELECT fence, run_id, step, element, attempt FROM flow_lock_holders WHERE name = @name ORDER BY fence",
            static reader => new LockHolder(reader.GetInt64(0), new LockOwner(reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3)), reader.GetString(4)),
            ("name", name));
        return state is [(long version, long fence)] ? new LockRecord(version, fence, holders) : new LockRecord(0, 0, holders);
    }

    /// <inheritdoc/>
    public async Task<StoredStep> ReadResultAsync(string id, int step)
    {
        List<StepRecord> rows = await StepsAsync(id, "step = @step", withResults: true, ("step", step));
        if (rows.Count == 0)
        {
            return new StoredStep(StepStatus.NotRun, default, null, []);
        }

        StoredStep[] elements = Enumerable.Repeat(new StoredStep(StepStatus.NotRun, default, null, []), Math.Max(0, rows[0].ElementCount)).ToArray();
        foreach (StepRecord row in rows.Skip(1).Where(row => row.Element < elements.Length))
        {
            elements[row.Element] = new StoredStep(row.Status, row.Result, row.Failure, []);
        }

        return new StoredStep(rows[0].Status, rows[0].Result, rows[0].Failure, elements);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LiveRun>> ListLiveAsync() => await QueryAsync(
        "SELECT id, flow, fingerprint, status FROM flow_runs WHERE status IN ('Running', 'Parked')",
        static reader => new LiveRun(reader.GetString(0), reader.GetString(1), reader.GetString(2), Enum.Parse<FlowRunStatus>(reader.GetString(3))));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter)
    {
        List<(string Name, object Value)> values = [("count", filter.MaxCount)];
        List<string> conditions = ["1 = 1"];
        if (filter.Flow is { } flow)
        {
            conditions.Add("flow = @flow");
            values.Add(("flow", flow));
        }

        if (filter.Status is { } status)
        {
            conditions.Add("status = @status");
            values.Add(("status", status.ToString()));
        }

        return await QueryAsync(
            $"SELECT {SqlRows.RunColumns} FROM flow_runs WHERE {string.Join(" AND ", conditions)} ORDER BY created_at DESC, id LIMIT @count",
            static reader => SqlRows.Run(reader).ToInfo(),
            [.. values]);
    }

    /// <summary>Reads with a connection of its own.</summary>
    protected abstract Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read);

    private Task<List<T>> QueryAsync<T>(string text, Func<DbDataReader, T> row, params (string Name, object Value)[] values) => ReadAsync(async connection =>
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        List<T> rows = [];
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    });

    private Task<List<StepRecord>> StepsAsync(string id, string condition, bool withResults, params (string Name, object Value)[] values) => QueryAsync(
        $"SELECT {SqlRows.StepColumns}, {(withResults ? "result" : "NULL")} FROM flow_steps WHERE run_id = @id AND {condition} ORDER BY step, element",
        SqlRows.Step,
        [("id", id), .. values]);
}
