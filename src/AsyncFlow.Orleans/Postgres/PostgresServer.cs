using Npgsql;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>A database of PostgreSQL, shared by all processes of a cluster.</summary>
internal sealed class PostgresServer : IDisposable
{
    // The oldest version that its makers still mended when this was written.
    private static readonly Version s_oldest = new(14, 0);

    // "AsyncFlow" to other users of such locks in the database.
    private const long MigrationLock = 0x4173_796E_6346_6C6F;

    private readonly string _clusterId;
    private readonly string _place;

    /// <summary>Names the database. Nothing is opened.</summary>
    /// <param name="connectionString">How Npgsql connects.</param>
    /// <param name="clusterId">The cluster that the database belongs to.</param>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    public PostgresServer(string connectionString, string clusterId)
    {
        NpgsqlConnectionStringBuilder builder = new(connectionString);

        // ContainsKey says whether Npgsql knows a keyword, and not whether it is set.
        if (!builder.ShouldSerialize("Max Auto Prepare"))
        {
            // Statements are parsed once for each connection.
            builder.MaxAutoPrepare = 50;
        }

        // Nothing is set on these connections that would have to be undone.
        builder.NoResetOnClose = true;

        _clusterId = clusterId;
        _place = $"{builder.Host}:{builder.Port}, database '{builder.Database ?? builder.Username}'";
        Source = NpgsqlDataSource.Create(builder);
    }

    /// <summary>Gives connections.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Creates or upgrades the tables. Processes that start at the same time do so one after another.</summary>
    /// <exception cref="InvalidOperationException">The server cannot be reached or is too old, or the database belongs to another cluster or a newer version.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlConnection connection = await OpenAsync(cancellationToken);
        CheckVersion(connection.PostgreSqlVersion);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ExecuteAsync(FormattableString.Invariant($"SELECT pg_advisory_xact_lock({MigrationLock})"));
        await ExecuteAsync("CREATE TABLE IF NOT EXISTS flow_schema (version integer NOT NULL, cluster text NOT NULL)");
        await using (NpgsqlCommand first = new("INSERT INTO flow_schema SELECT 0, @cluster WHERE NOT EXISTS (SELECT 1 FROM flow_schema)", connection))
        {
            first.Parameters.AddWithValue("cluster", _clusterId);
            await first.ExecuteNonQueryAsync(cancellationToken);
        }

        int current = await ReadVersionAsync();
        for (int next = current; next < PostgresSchema.Migrations.Count; next++)
        {
            await ExecuteAsync(FormattableString.Invariant($"{PostgresSchema.Migrations[next]} UPDATE flow_schema SET version = {next + 1}"));
        }

        await transaction.CommitAsync(cancellationToken);

        async Task ExecuteAsync(string text)
        {
            await using NpgsqlCommand command = new(text, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task<int> ReadVersionAsync()
        {
            await using NpgsqlCommand command = new("SELECT version, cluster FROM flow_schema", connection);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return Check(reader.GetInt32(0), reader.GetString(1));
        }
    }

    public void Dispose() => Source.Dispose();

    /// <summary>Checks the version of a server.</summary>
    internal void CheckVersion(Version version)
    {
        if (version < s_oldest)
        {
            throw new InvalidOperationException($"The PostgreSQL at {_place} is of version {version}, which is too old. Version {s_oldest.Major} or newer is needed.");
        }
    }

    private int Check(int version, string cluster)
    {
        if (cluster != _clusterId)
        {
            throw new InvalidOperationException($"{_place}, belongs to the cluster '{cluster}', and this process to '{_clusterId}'. Give each cluster a database or schema (Search Path) of its own, or set ClusterId.");
        }

        return version <= PostgresSchema.Migrations.Count ? version
            : throw new InvalidOperationException($"{_place}, was written by a newer version of AsyncFlow.Orleans (schema {version}, and this one knows {PostgresSchema.Migrations.Count}). Update the package.");
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Source.OpenConnectionAsync(cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new InvalidOperationException($"PostgreSQL cannot be used at {_place}: {exception.Message} Check the connection string, and that the server runs.", exception);
        }
    }
}
