using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The only writer of a file. A change is a function that writes it, on the writer's thread, and returns whether it was accepted.</summary>
internal sealed class SqliteWriter : StoreWriter<Func<SqliteCommands, bool>>
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommands _commands;

    /// <summary>Starts the writer.</summary>
    /// <param name="connection">An open connection, which belongs to the writer.</param>
    /// <param name="probe">Sees every transaction.</param>
    public SqliteWriter(SqliteConnection connection, StoreProbe probe)
        : base(probe)
    {
        _connection = connection;
        _commands = new SqliteCommands(connection);
        Start();
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<bool> Commit(IReadOnlyList<Func<SqliteCommands, bool>> changes, Action committing)
    {
        using SqliteTransaction transaction = _connection.BeginTransaction(deferred: false);
        _commands.Use(transaction);
        bool[] accepted = [.. changes.Select(change => change(_commands))];
        committing();
        transaction.Commit();
        return accepted;
    }

    /// <inheritdoc/>
    protected override bool IsCausedByOne(Exception exception) => exception is SqliteException;

    /// <inheritdoc/>
    protected override void Close()
    {
        _commands.Dispose();
        _connection.Dispose();
    }
}
