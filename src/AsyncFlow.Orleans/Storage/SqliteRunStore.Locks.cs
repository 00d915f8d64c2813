using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <content>Locks, in the same file and the same transactions.</content>
internal sealed partial class SqliteRunStore : ILockStore
{
    /// <inheritdoc/>
    public Task<LockRecord> ReadLockAsync(string name) => ReadAsync(connection =>
    {
        using SqliteTransaction snapshot = connection.BeginTransaction(deferred: true);
        using SqliteCommand find = Query(connection, "SELECT version, fence FROM flow_locks WHERE name = $0", name);
        using SqliteDataReader found = find.ExecuteReader();
        (long version, long fence) = found.Read() ? (found.GetInt64(0), found.GetInt64(1)) : default;
        using SqliteCommand list = Query(connection, "SELECT fence, run_id, step, element, attempt FROM flow_lock_holders WHERE name = $0 ORDER BY fence", name);
        using SqliteDataReader reader = list.ExecuteReader();
        List<LockHolder> holders = [];
        while (reader.Read())
        {
            holders.Add(new LockHolder(reader.GetInt64(0), new LockOwner(reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3)), reader.GetString(4)));
        }

        return new LockRecord(version, fence, holders);
    });

    /// <inheritdoc/>
    public Task<bool> CommitAsync(LockCommit commit) => Writer.WriteAsync(commands => commands.Locks.Apply(commit));
}
