using System.Data;
using AsyncFlow.Orleans.Storage;
using Npgsql;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>The only writer of this process. Others write at the same time; whose change is accepted is decided by the versions of what it changes.</summary>
internal sealed class PostgresWriter : StoreWriter<Func<NpgsqlBatchCommand>>
{
    private readonly NpgsqlDataSource _source;
    private readonly StoreProbe _probe;
    private NpgsqlConnection? _connection;

    /// <summary>Starts the writer.</summary>
    /// <param name="source">Gives the connection.</param>
    /// <param name="probe">Sees every transaction.</param>
    public PostgresWriter(NpgsqlDataSource source, StoreProbe probe)
    {
        (_source, _probe) = (source, probe);
        Start();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<bool> Commit(IReadOnlyList<Func<NpgsqlBatchCommand>> changes)
    {
        try
        {
            // Without a transaction of its own, a batch is one.
            using NpgsqlBatch batch = new(_connection ??= _source.OpenConnection());
            foreach (Func<NpgsqlBatchCommand> change in changes)
            {
                batch.BatchCommands.Add(change());
            }

            _probe.BeforeCommit();
            bool[] accepted = Execute(batch);
            _probe.AfterCommit();
            return accepted;
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
