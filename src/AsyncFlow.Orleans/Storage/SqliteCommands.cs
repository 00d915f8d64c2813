using System.Globalization;
using AsyncFlow.Durable;
using Microsoft.Data.Sqlite;

namespace AsyncFlow.Orleans.Storage;

/// <summary>The prepared statements of the writer. Used by one thread.</summary>
internal sealed class SqliteCommands : SqliteStatements
{
    private readonly SqliteCommand _createRun;
    private readonly SqliteCommand _changeRun;
    private readonly SqliteCommand _upgradeRun;
    private readonly SqliteCommand _forgetStep;
    private readonly SqliteCommand _forgetChunks;
    private readonly SqliteCommand _changeStep;
    private readonly SqliteCommand _changeChunk;

    public SqliteCommands(SqliteConnection connection)
        : base(connection)
    {
        _createRun = Prepare(
            """
            INSERT INTO flow_runs (id, flow, fingerprint, status, epoch, version, cancel_requested, unsuccessful, inputs, created_at, updated_at, signatures, trace_parent)
            VALUES ($id, $flow, $fingerprint, $status, $epoch, $version, 0, 0, $inputs, $created, $created, $signatures, $trace) ON CONFLICT DO NOTHING
            """,
            "$id", "$flow", "$fingerprint", "$status", "$epoch", "$version", "$inputs", "$created", "$signatures", "$trace");
        _changeRun = Prepare(
            """
            UPDATE flow_runs SET status = $status, epoch = $epoch, version = $version, cancel_requested = $cancel, unsuccessful = $unsuccessful, failed_step = $failed,
            error_type = $type, error_message = $message, error_details = $details, updated_at = $updated, parked_because = $parked WHERE id = $id AND version = $version - 1
            """,
            "$id", "$status", "$epoch", "$version", "$cancel", "$unsuccessful", "$failed", "$type", "$message", "$details", "$updated", "$parked");
        _upgradeRun = Prepare("UPDATE flow_runs SET version = $version, fingerprint = $fingerprint, signatures = $signatures, updated_at = $updated WHERE id = $id AND version = $version - 1", "$id", "$version", "$fingerprint", "$signatures", "$updated");
        _forgetStep = Prepare("DELETE FROM flow_steps WHERE run_id = $id AND step = $step AND status <> 'Succeeded'", "$id", "$step");
        _forgetChunks = Prepare("UPDATE flow_chunks SET starts = 0, version = version + 1 WHERE run_id = $id AND step = $step", "$id", "$step");

        // What is committed is never replaced.
        _changeStep = Prepare(
            """
            INSERT INTO flow_steps (run_id, step, element, name, status, result, failed_step, error_type, error_message, error_details, attempts, starts, element_count, started_at, ended_at)
            VALUES ($id, $step, $element, $name, $status, $result, $failed, $type, $message, $details, $attempts, $starts, $count, $started, $ended)
            ON CONFLICT DO UPDATE SET status = $status, result = $result, failed_step = $failed, error_type = $type, error_message = $message, error_details = $details,
            attempts = $attempts, starts = $starts, element_count = $count, started_at = coalesce(started_at, $started), ended_at = $ended WHERE status <> 'Succeeded'
            """,
            "$id", "$step", "$element", "$name", "$status", "$result", "$failed", "$type", "$message", "$details", "$attempts", "$starts", "$count", "$started", "$ended");
        _changeChunk = Prepare(
            """
            INSERT INTO flow_chunks (run_id, step, chunk, version, starts) VALUES ($id, $step, $chunk, $version, $starts)
            ON CONFLICT DO UPDATE SET version = $version, starts = $starts WHERE version = $version - 1
            """,
            "$id", "$step", "$chunk", "$version", "$starts");
        Locks = new SqliteLockCommands(connection);
    }

    /// <summary>The statements of locks.</summary>
    public SqliteLockCommands Locks { get; }

    /// <inheritdoc/>
    public override void Use(SqliteTransaction transaction)
    {
        base.Use(transaction);
        Locks.Use(transaction);
    }

    public bool Create(RunCommit created)
    {
        RunRecord run = created.Run;
        if (Execute(_createRun, run.Id, run.Flow, run.Fingerprint, run.Status.ToString(), run.Epoch, run.Version, run.Inputs, Text(run.CreatedAt), run.Signatures, run.TraceParent) == 0)
        {
            return false;
        }

        Write(run.Id, created.Steps);
        return true;
    }

    public bool Apply(RunCommit commit)
    {
        RunRecord run = commit.Run;
        FlowFailure? failure = run.Failure;
        if (!Locks.AreHeld(run.Id, commit.Steps) || Execute(_changeRun, run.Id, run.Status.ToString(), run.Epoch, run.Version, run.IsCancelRequested, run.IsUnsuccessful, failure?.Step, failure?.ErrorType, failure?.Message, failure?.Details, Text(run.UpdatedAt), run.ParkedBecause) == 0)
        {
            return false;
        }

        foreach (int step in commit.Forgotten)
        {
            Execute(_forgetStep, run.Id, step);
            Execute(_forgetChunks, run.Id, step);
        }

        Write(run.Id, commit.Steps);
        return true;
    }

    public bool Apply(RunUpgrade upgrade)
    {
        RunRecord run = upgrade.Run;
        if (Execute(_upgradeRun, run.Id, run.Version, run.Fingerprint, run.Signatures, Text(run.UpdatedAt)) == 0)
        {
            return false;
        }

        foreach (string text in upgrade.Renumber())
        {
            using SqliteCommand command = _upgradeRun.Connection!.CreateCommand();
            (command.Transaction, command.CommandText) = (_upgradeRun.Transaction, text);
            command.Parameters.AddWithValue("@id", run.Id);
            command.ExecuteNonQuery();
        }

        return true;
    }

    public bool Apply(ChunkCommit commit)
    {
        if (!Locks.AreHeld(commit.Run, commit.Elements) || Execute(_changeChunk, commit.Run, commit.Step, commit.Chunk, commit.Version, commit.Starts) == 0)
        {
            return false;
        }

        Write(commit.Run, commit.Elements);
        return true;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Locks.Dispose();
    }

    /// <summary>A time as it is stored: it sorts as text, and SQLite's functions read it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fffffff", CultureInfo.InvariantCulture);

    private void Write(string run, IReadOnlyList<StepRecord> steps)
    {
        foreach (StepRecord step in steps)
        {
            FlowFailure? failure = step.Failure;
            Execute(_changeStep, run, step.Step, step.Element, step.Name, SqlRows.Text(step.Status), step.Result, failure?.Step, failure?.ErrorType, failure?.Message, failure?.Details, step.Attempts, step.Starts, step.ElementCount, Text(step.StartedAt), Text(step.EndedAt));
            Locks.ReleaseEnded(run, step);
        }

        static string? Text(DateTimeOffset? time) => time is { } known ? SqliteCommands.Text(known) : null;
    }
}
