using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The prepared statements of locks. Used by the thread of the writer, within its transaction.</summary>
internal sealed class SqliteLockCommands : SqliteStatements
{
    private readonly SqliteCommand _isHeld;
    private readonly SqliteCommand _release;
    private readonly SqliteCommand _change;
    private readonly SqliteCommand _remove;
    private readonly SqliteCommand _grant;

    public SqliteLockCommands(SqliteConnection connection)
        : base(connection)
    {
        _isHeld = Prepare(
            "SELECT count(*) FROM flow_lock_holders WHERE name = $name AND fence = $fence AND run_id = $run AND step = $step AND element = $element",
            "$name", "$fence", "$run", "$step", "$element");
        _release = Prepare("DELETE FROM flow_lock_holders WHERE run_id = $run AND step = $step AND (element = $element OR $element < 0)", "$run", "$step", "$element");
        _change = Prepare(
            """
            INSERT INTO flow_locks (name, version, fence) VALUES ($name, $version, $fence)
            ON CONFLICT DO UPDATE SET version = $version, fence = $fence WHERE version = $version - 1 AND fence <= $fence
            """,
            "$name", "$version", "$fence");
        _remove = Prepare("DELETE FROM flow_lock_holders WHERE name = $name AND fence = $fence", "$name", "$fence");
        _grant = Prepare(
            "INSERT INTO flow_lock_holders (name, fence, run_id, step, element, attempt, granted_at) VALUES ($name, $fence, $run, $step, $element, $attempt, $granted)",
            "$name", "$fence", "$run", "$step", "$element", "$attempt", "$granted");
    }

    /// <summary>Whether steps, or elements, still hold all locks that they held while they ran.</summary>
    public bool AreHeld(string run, IReadOnlyList<StepRecord> steps)
    {
        foreach (StepRecord step in steps)
        {
            foreach (HeldLock held in step.Locks ?? [])
            {
                if ((long)With(_isHeld, held.Name, held.Fence, run, step.Step, step.Element).ExecuteScalar()! == 0)
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
            Execute(_release, run, step.Step, step.Element);
        }
    }

    public bool Apply(LockCommit commit)
    {
        // The first commit of all has version 1.
        if (Execute(_change, commit.Name, commit.Version, commit.Fence) == 0)
        {
            return false;
        }

        foreach (long fence in commit.Removed)
        {
            Execute(_remove, commit.Name, fence);
        }

        foreach (LockHolder holder in commit.Granted)
        {
            Execute(_grant, commit.Name, holder.Fence, holder.Owner.Run, holder.Owner.Step, holder.Owner.Element, holder.Attempt, SqliteCommands.Text(commit.GrantedAt));
        }

        return true;
    }
}
