using System.Globalization;
using AsyncFlow.CompilerServices;
using AsyncFlow.Durable;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Runs in a file of SQLite, which one process uses at a time.</summary>
internal sealed partial class SqliteRunStore : IRunStore, IDisposable
{
    private readonly string _path;
    private readonly string _connection;
    private readonly StoreProbe _probe;
    private FileStream? _owner;
    private SqliteWriter? _writer;

    /// <summary>Names the file. Nothing is opened.</summary>
    /// <param name="path">The file.</param>
    /// <param name="probe">Sees every transaction.</param>
    public SqliteRunStore(string path, StoreProbe probe)
    {
        _path = Path.GetFullPath(path);
        _probe = probe;
        _connection = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 30 }.ToString();
    }

    /// <inheritdoc/>
    public Task OpenAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        _owner = Own();
        SqliteConnection connection = Open();
        try
        {
            // In this mode, readers do not wait for the writer; a commit is on disk before it returns.
            Execute(connection, "PRAGMA journal_mode = WAL");
            Execute(connection, "PRAGMA synchronous = FULL");
            Migrate(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }

        _writer = new SqliteWriter(connection, _probe);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CreateAsync(RunRecord run) => Writer.WriteAsync(commands => commands.Create(run));

    /// <inheritdoc/>
    public Task<bool> CommitAsync(RunCommit commit) => Writer.WriteAsync(commands => commands.Apply(commit));

    /// <inheritdoc/>
    public Task<bool> CommitAsync(ChunkCommit commit) => Writer.WriteAsync(commands => commands.Apply(commit));

    /// <inheritdoc/>
    public Task<RunRecord?> FindRunAsync(string id) => ReadAsync(connection =>
    {
        using SqliteCommand command = Query(connection, "SELECT * FROM flow_runs WHERE id = $0", id);
        using SqliteDataReader reader = command.ExecuteReader();
        return reader.Read() ? Run(reader) : null;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<StepRecord>> ReadStepsAsync(string id) => ReadAsync<IReadOnlyList<StepRecord>>(connection => Steps(connection, id, "element = -1", withResults: false));

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<int, int>> CountElementsAsync(string id) => ReadAsync(connection =>
    {
        Dictionary<int, int> counts = [];
        using SqliteCommand command = Query(connection, "SELECT step, count(*) FROM flow_steps WHERE run_id = $0 AND element >= 0 AND status = 'Succeeded' GROUP BY step", id);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            counts.Add(reader.GetInt32(0), reader.GetInt32(1));
        }

        return (IReadOnlyDictionary<int, int>)counts;
    });

    /// <inheritdoc/>
    public Task<ChunkRecord> ReadChunkAsync(string id, int step, int chunk, int first, int count) => ReadAsync(connection =>
    {
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        using SqliteCommand command = Query(connection, "SELECT version, starts FROM flow_chunks WHERE run_id = $0 AND step = $1 AND chunk = $2", id, step, chunk);
        using SqliteDataReader reader = command.ExecuteReader();
        (long version, int starts) = reader.Read() ? (reader.GetInt64(0), reader.GetInt32(1)) : default;
        return new ChunkRecord(version, starts, Steps(connection, id, FormattableString.Invariant($"step = {step} AND element >= {first} AND element < {first + count}"), withResults: false));
    });

    /// <inheritdoc/>
    public Task<StoredStep> ReadResultAsync(string id, int step) => ReadAsync(connection =>
    {
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        List<StepRecord> rows = Steps(connection, id, FormattableString.Invariant($"step = {step}"), withResults: true);
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
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListLiveAsync() => ReadAsync(static connection =>
    {
        List<string> ids = [];
        using SqliteCommand command = Query(connection, "SELECT id FROM flow_runs WHERE status IN ('Running', 'Parked')");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            ids.Add(reader.GetString(0));
        }

        return (IReadOnlyList<string>)ids;
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<FlowRunInfo>> ListAsync(FlowFilter filter) => ReadAsync(connection =>
    {
        List<FlowRunInfo> runs = [];
        using SqliteCommand command = Query(
            connection,
            "SELECT * FROM flow_runs WHERE ($0 IS NULL OR flow = $0) AND ($1 IS NULL OR status = $1) ORDER BY created_at DESC, id LIMIT $2",
            filter.Flow,
            filter.Status?.ToString(),
            filter.MaxCount);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            runs.Add(Run(reader).ToInfo());
        }

        return (IReadOnlyList<FlowRunInfo>)runs;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(_connection));
        _owner?.Dispose();
    }

    private SqliteWriter Writer => _writer ?? throw new InvalidOperationException("The host has not started. Start it before flows are used.");

    // The system releases the lock when the process ends, however it ends.
    private FileStream Own()
    {
        try
        {
            return new FileStream(_path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new InvalidOperationException($"'{_path}' is in use by another process. An embedded database belongs to one process at a time; give each its own file.", exception);
        }
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new(_connection);
        connection.Open();
        return connection;
    }

    private Task<T> ReadAsync<T>(Func<SqliteConnection, T> read)
    {
        _ = Writer;
        return Task.Run(() =>
        {
            using SqliteConnection connection = Open();
            return read(connection);
        });
    }

    private void Migrate(SqliteConnection connection)
    {
        using SqliteCommand version = Query(connection, "PRAGMA user_version");
        long current = (long)version.ExecuteScalar()!;
        if (current > SqliteSchema.Migrations.Count)
        {
            throw new InvalidOperationException($"'{_path}' was written by a newer version of AsyncFlow.Orleans (schema {current}, and this one knows {SqliteSchema.Migrations.Count}). Update the package.");
        }

        for (int next = (int)current; next < SqliteSchema.Migrations.Count; next++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
            Execute(connection, FormattableString.Invariant($"{SqliteSchema.Migrations[next]} PRAGMA user_version = {next + 1}"), transaction);
            transaction.Commit();
        }
    }

    private static void Execute(SqliteConnection connection, string text, SqliteTransaction? transaction = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static SqliteCommand Query(SqliteConnection connection, string text, params ReadOnlySpan<object?> values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(FormattableString.Invariant($"${i}"), values[i] ?? DBNull.Value);
        }

        return command;
    }

    private static List<StepRecord> Steps(SqliteConnection connection, string id, string condition, bool withResults)
    {
        string result = withResults ? "result" : "NULL";
        using SqliteCommand command = Query(connection, $"SELECT step, element, name, status, attempts, starts, element_count, started_at, ended_at, failed_step, error_type, error_message, error_details, {result} FROM flow_steps WHERE run_id = $0 AND {condition} ORDER BY step, element", id);
        using SqliteDataReader reader = command.ExecuteReader();
        List<StepRecord> steps = [];
        while (reader.Read())
        {
            steps.Add(new StepRecord
            {
                Step = reader.GetInt32(0),
                Element = reader.GetInt32(1),
                Name = reader.GetString(2),
                Status = reader.GetString(3) is var status && status == "Running" ? StepStatus.None : Enum.Parse<StepStatus>(status),
                Attempts = reader.GetInt32(4),
                Starts = reader.GetInt32(5),
                ElementCount = reader.GetInt32(6),
                StartedAt = reader.IsDBNull(7) ? null : Time(reader.GetString(7)),
                EndedAt = reader.IsDBNull(8) ? null : Time(reader.GetString(8)),
                Failure = Failure(reader, 9),
                Result = reader.IsDBNull(13) ? null : (byte[])reader.GetValue(13),
            });
        }

        return steps;
    }

    private static RunRecord Run(SqliteDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Flow = reader.GetString(1),
        Fingerprint = reader.GetString(2),
        Status = Enum.Parse<FlowRunStatus>(reader.GetString(3)),
        Epoch = reader.GetInt64(4),
        Version = reader.GetInt64(5),
        IsCancelRequested = reader.GetBoolean(6),
        IsUnsuccessful = reader.GetBoolean(7),
        Inputs = (byte[])reader.GetValue(8),
        Failure = Failure(reader, 9),
        CreatedAt = Time(reader.GetString(13)),
        UpdatedAt = Time(reader.GetString(14)),
    };

    private static FlowFailure? Failure(SqliteDataReader reader, int first) => reader.IsDBNull(first) ? null
        : new(reader.GetString(first), reader.GetString(first + 1), reader.GetString(first + 2), reader.IsDBNull(first + 3) ? null : reader.GetString(first + 3));

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
