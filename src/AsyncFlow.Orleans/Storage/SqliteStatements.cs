using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Prepared statements of a connection. Used by one thread.</summary>
internal abstract class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly List<SqliteCommand> _all = [];

    /// <summary>Has the statements executed in a transaction.</summary>
    public virtual void Use(SqliteTransaction transaction) => _all.ForEach(command => command.Transaction = transaction);

    /// <inheritdoc/>
    public virtual void Dispose() => _all.ForEach(static command => command.Dispose());

    /// <summary>Adds a statement.</summary>
    /// <param name="text">The SQL.</param>
    /// <param name="parameters">The parameters, in the order in which values are given.</param>
    protected SqliteCommand Prepare(string text, params string[] parameters)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        foreach (string parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
        }

        _all.Add(command);
        return command;
    }

    /// <summary>Gives a statement its values.</summary>
    protected static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    /// <summary>Executes a statement.</summary>
    /// <returns>How many rows it has changed.</returns>
    protected static int Execute(SqliteCommand command, params ReadOnlySpan<object?> values) => With(command, values).ExecuteNonQuery();
}
