using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Runs in a file of SQLite, which one process uses at a time.</summary>
internal sealed class SqliteRunStore : SqlRunStore, IDisposable
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
    public override Task OpenAsync(CancellationToken cancellationToken)
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
    public override Task<bool> CreateAsync(RunCommit created) => Writer.WriteAsync(CommitKinds.Run, commands => commands.Create(created));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(RunCommit commit) => Writer.WriteAsync(CommitKinds.Run, commands => commands.Apply(commit));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(ChunkCommit commit) => Writer.WriteAsync(CommitKinds.Chunk, commands => commands.Apply(commit));

    /// <inheritdoc/>
    public override Task<bool> UpgradeAsync(RunUpgrade upgrade) => Writer.WriteAsync(CommitKinds.Run, commands => commands.Apply(upgrade));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(LockCommit commit) => Writer.WriteAsync(CommitKinds.Lock, commands => commands.Locks.Apply(commit));

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer?.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(_connection));
        _owner?.Dispose();
    }

    /// <inheritdoc/>
    protected override Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        _ = Writer;
        return Task.Run(async () =>
        {
            using SqliteConnection connection = Open();
            return await read(connection);
        });
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

    private void Migrate(SqliteConnection connection)
    {
        using SqliteCommand version = connection.CreateCommand();
        version.CommandText = "PRAGMA user_version";
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
}
