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
    public override Task CreateAsync(RunRecord run)
    {
        if (run.Id.EnumerateRunes().Any(static rune => rune.Value is 0 or 0xFFFD))
        {
            throw new ArgumentException("The id of the run contains a character that PostgreSQL cannot store. Choose another id.");
        }

        return Writer.WriteAsync(() => PostgresCommands.Create(run));
    }

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(RunCommit commit) => Writer.WriteAsync(() => PostgresCommands.Apply(commit));

    /// <inheritdoc/>
    public override Task<bool> CommitAsync(ChunkCommit commit) => Writer.WriteAsync(() => PostgresCommands.Apply(commit));

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
