using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The prepared statements of locks. Used by the thread of the writer, within its transaction.</summary>
internal sealed class SqliteLockCommands : IDisposable
{
    private readonly SqliteCommand _isHeld;
    private readonly SqliteCommand _release;
    private readonly SqliteCommand _change;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _grant;
    private readonly SqliteCommand[] _all;

    public SqliteLockCommands(SqliteConnection connection)
    {
        _isHeld = Command(
            "SELECT count(*) FROM flow_lock_holders WHERE name = $name AND fence = $fence AND run_id = $run AND step = $step AND element = $element",
            "$name", "$fence", "$run", "$step", "$element");
        _release = Command("DELETE FROM flow_lock_holders WHERE run_id = $run AND step = $step AND (element = $element OR $element < 0)", "$run", "$step", "$element");
        _change = Command(
            """
            INSERT INTO flow_locks (name, version, fence) VALUES ($name, $version, $fence)
            ON CONFLICT DO UPDATE SET version = $version, fence = $fence WHERE version = $version - 1 AND fence <= $fence
            """,
            "$name", "$version", "$fence");
        _remove = Command("DELETE FROM flow_lock_holders WHERE name = $name AND fence = $fence", "$name", "$fence");
        _grant = Command(
            "INSERT INTO flow_lock_holders (name, fence, run_id, step, element, attempt, granted_at) VALUES ($name, $fence, $run, $step, $element, $attempt, $granted)",
            "$name", "$fence", "$run", "$step", "$element", "$attempt", "$granted");
        _all = [_isHeld, _release, _change, _remove, _grant];

        SqliteCommand Command(string text, params string[] parameters)
        {
            SqliteCommand command = connection.CreateCommand();
            command.CommandText = text;
            foreach (string parameter in parameters)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = parameter });
            }

            return command;
        }
    }

    public void Use(SqliteTransaction transaction) => Array.ForEach(_all, command => command.Transaction = transaction);

    /// <summary>Whether steps, or elements, still hold all locks that they held while they ran.</summary>
    public bool AreHeld(string run, IReadOnlyList<StepRecord> steps)
    {
        foreach (StepRecord step in steps)
        {
            foreach (HeldLock held in step.Locks ?? [])
            {
                Set(_isHeld, held.Name, held.Fence, run, step.Step, step.Element);
                if ((long)_isHeld.ExecuteScalar()! == 0)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Releases what a step has held that has ended; with the step as a whole its elements.</summary>
    public void ReleaseEnded(string run, StepRecord step)
    {
        if (step is { Locks: not null, Status: not StepStatus.None })
        {
            Set(_release, run, step.Step, step.Element);
            _release.ExecuteNonQuery();
        }
    }

    public bool Apply(LockCommit commit)
    {
        // The first commit of all has version 1.
        Set(_change, commit.Name, commit.Version, commit.Fence);
        if (_change.ExecuteNonQuery() == 0)
        {
            return false;
        }

        foreach (long fence in commit.Removed)
        {
            Set(_remove, commit.Name, fence);
            _remove.ExecuteNonQuery();
        }

        foreach (LockHolder holder in commit.Granted)
        {
            Set(_grant, commit.Name, holder.Fence, holder.Owner.Run, holder.Owner.Step, holder.Owner.Element, holder.Attempt, SqliteCommands.Text(commit.GrantedAt));
            _grant.ExecuteNonQuery();
        }

        return true;
    }

    public void Dispose() => Array.ForEach(_all, static command => command.Dispose());

    private static void Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
