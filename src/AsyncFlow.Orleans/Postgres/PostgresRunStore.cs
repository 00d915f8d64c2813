using System.Data.Common;
using AsyncFlow.Orleans.Storage;
using Npgsql;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>Runs in a database of PostgreSQL, which any number of processes use.</summary>
internal sealed class PostgresRunStore(PostgresServer server, StoreProbe probe) : SqlRunStore, IDisposable
{
    private PostgresWriter? _writer;

    /// <inheritdoc/>
    public override async Task OpenAsync(CancellationToken cancellationToken)
    {
        await server.MigrateAsync(cancellationToken);
        _writer = new PostgresWriter(server.Source, probe);
    }

    /// <inheritdoc/>
    public override Task<bool> CreateAsync(RunCommit created)
    {
        if (created.Run.Id.EnumerateRunes().Any(static rune => rune.Value is 0 or 0xFFFD))
        {
            throw new ArgumentException("The id of the run contains a character that PostgreSQL cannot store. Choose another id.");
        }

        return Writer.WriteAsync(CommitKinds.Run, () => PostgresCommands.Create(created));
    }

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(RunCommit commit) => Writer.WriteAsync(CommitKinds.Run, () => PostgresCommands.Apply(commit));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(ChunkCommit commit) => Writer.WriteAsync(CommitKinds.Chunk, () => PostgresCommands.Apply(commit));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(LockCommit commit) => Writer.WriteAsync(CommitKinds.Lock, () => PostgresCommands.Apply(commit));

    /// <inheritdoc/>
    /// <remarks>This takes several round trips. A process that is stopped in between loses its transaction soon, and with it the locks.</remarks>
    public override async Task<bool> UpgradeAsync(RunUpgrade upgrade)
    {
        RunRecord run = upgrade.Run;
        await using NpgsqlConnection connection = await server.Source.OpenConnectionAsync();
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("SET LOCAL idle_in_transaction_session_timeout = '10s'");
        if (await ExecuteAsync(
            "UPDATE flow_runs SET version = @version, fingerprint = @fingerprint, signatures = @signatures, updated_at = @updated WHERE id = @id AND version = @version - 1",
            ("version", run.Version),
            ("fingerprint", run.Fingerprint),
            ("signatures", run.Signatures),
            ("updated", run.UpdatedAt.ToUniversalTime())) == 0)
        {
            return false;
        }

        foreach (string text in upgrade.Renumber())
        {
            await ExecuteAsync(text);
        }

        await transaction.CommitAsync();
        return true;

        async Task<int> ExecuteAsync(string text, params (string Name, object Value)[] values)
        {
            await using NpgsqlCommand command = new(text, connection);
            foreach ((string name, object value) in text.Contains("@id", StringComparison.Ordinal) ? [.. values, ("id", run.Id)] : values)
            {
                command.Parameters.AddWithValue(name, value);
            }

            return await command.ExecuteNonQueryAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer?.Dispose();

    /// <inheritdoc/>
    protected override async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> read)
    {
        _ = Writer;
        await using NpgsqlConnection connection = await server.Source.OpenConnectionAsync();
        return await read(connection);
    }

    private PostgresWriter Writer => _writer ?? throw new InvalidOperationException("The host has not started. Start it before flows are used.");
}
