using System.Data;
using AsyncFlow.Orleans.Storage;
using Npgsql;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>The only writer of this process. Others write at the same time; whose change is accepted is decided by the versions of what it changes.</summary>
internal sealed class PostgresWriter : StoreWriter<Func<NpgsqlBatchCommand>>
{
    private readonly NpgsqlDataSource _source;
    private NpgsqlConnection? _connection;

    /// <summary>Starts the writer.</summary>
    /// <param name="source">Gives the connection.</param>
    /// <param name="probe">Sees every transaction.</param>
    public PostgresWriter(NpgsqlDataSource source, StoreProbe probe)
        : base(probe)
    {
        _source = source;
        Start();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<bool> Commit(IReadOnlyList<Func<NpgsqlBatchCommand>> changes, Action committing)
    {
        try
        {
            // Without a transaction of its own, a batch is one.
            using NpgsqlBatch batch = new(_connection ??= Open());
            foreach (Func<NpgsqlBatchCommand> change in changes)
            {
                batch.BatchCommands.Add(change());
            }

            committing();
            return Execute(batch);
        }
        catch
        {
            if (_connection?.State != ConnectionState.Open)
            {
                // The next change gets another connection.
                Close();
            }

            throw;
        }
    }

    /// <inheritdoc/>
    protected override bool IsCausedByOne(Exception exception) => exception is PostgresException && _connection is not null;

    /// <inheritdoc/>
    protected override void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private NpgsqlConnection Open()
    {
        NpgsqlConnection connection = _source.OpenConnection();
        try
        {
            // The values of a commit make no difference to its plan, and planning takes as long as executing it.
            using NpgsqlCommand command = new("SET plan_cache_mode = force_generic_plan", connection);
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool[] Execute(NpgsqlBatch batch)
    {
        bool[] accepted = new bool[batch.BatchCommands.Count];
        using NpgsqlDataReader reader = batch.ExecuteReader();
        for (int i = 0; i < accepted.Length; i++)
        {
            accepted[i] = reader.Read();
            reader.NextResult();
        }

        return accepted;
    }
}
