using AsyncFlow.Orleans.Storage;
using Npgsql;
using NpgsqlTypes;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>
/// The commands that change runs and locks. Each is one statement, so that a transaction takes one round trip, and a process that is stopped between two leaves no locks
/// behind. It returns a row if the change is accepted.
/// </summary>
internal static class PostgresCommands
{
    private const string CreateRun =
        """
        WITH changed AS (
            INSERT INTO flow_runs (id, flow, fingerprint, status, epoch, version, cancel_requested, unsuccessful, inputs, created_at, updated_at, signatures, trace_parent)
            VALUES (@id, @flow, @fingerprint, @status, @epoch, @version, false, false, @inputs, @created, @created, @signatures, @trace) ON CONFLICT DO NOTHING RETURNING id)
        """;

    // In the text of a command, this stands for the condition that its steps hold their locks.
    private const string HoldsLocks = "@holds_locks";

    // The rows are locked: a command that removes one takes effect either before this one, which then finds fewer, or after it.
    private const string FindHeldLocks =
        """
        WITH held AS (
            SELECT 1 FROM flow_lock_holders AS holders
            JOIN unnest(@lock_names, @lock_fences, @lock_steps, @lock_elements) AS needed (name, fence, step, element)
                ON holders.name = needed.name AND holders.fence = needed.fence AND holders.step = needed.step AND holders.element = needed.element
            WHERE holders.run_id = @id FOR UPDATE OF holders),
        """;

    private const string AllAreHeld = "(SELECT count(*) FROM held) = cardinality(@lock_names)";

    private const string ReleaseLocks =
        """
        , released AS (
            DELETE FROM flow_lock_holders AS holders USING changed, unnest(@ended_steps, @ended_elements) AS ended (step, element)
            WHERE holders.run_id = changed.id AND holders.step = ended.step AND (holders.element = ended.element OR ended.element < 0))
        """;

    private const string ChangeLock =
        """
        WITH changed AS (
            INSERT INTO flow_locks AS locks (name, version, fence) VALUES (@name, @version, @fence)
            ON CONFLICT (name) DO UPDATE SET version = @version, fence = @fence WHERE locks.version = @version - 1 AND locks.fence <= @fence RETURNING name)
        , removed AS (
            DELETE FROM flow_lock_holders AS holders USING changed WHERE holders.name = changed.name AND holders.fence = ANY (@removed))
        , granted AS (
            INSERT INTO flow_lock_holders (name, fence, run_id, step, element, attempt, granted_at)
            SELECT changed.name, new.*, @granted FROM changed, unnest(@fences, @runs, @steps, @elements, @attempts) AS new)
        """;

    private const string ChangeRun =
        """
        changed AS (
            UPDATE flow_runs SET status = @status, epoch = @epoch, version = @version, cancel_requested = @cancel, unsuccessful = @unsuccessful, failed_step = @failed,
                error_type = @type, error_message = @message, error_details = @details, updated_at = @updated, parked_because = @parked
            WHERE id = @id AND version = @version - 1 AND @holds_locks RETURNING id)
        """;

    private const string ChangeChunk =
        """
        changed AS (
            INSERT INTO flow_chunks AS chunks (run_id, step, chunk, version, starts) SELECT @id, @step, @chunk, @version, @starts WHERE @holds_locks
            ON CONFLICT (run_id, step, chunk) DO UPDATE SET version = @version, starts = @starts WHERE chunks.version = @version - 1 RETURNING run_id AS id)
        """;

    private const string ForgetSteps =
        """
        , forgotten AS (
            DELETE FROM flow_steps USING changed WHERE run_id = changed.id AND step = ANY (@forgotten) AND status <> 'Succeeded')
        , reset AS (
            UPDATE flow_chunks SET starts = 0, version = version + 1 FROM changed WHERE run_id = changed.id AND step = ANY (@forgotten))
        """;

    // What is committed is never replaced.
    private const string WriteSteps =
        """
        , written AS (
            INSERT INTO flow_steps AS steps (run_id, step, element, name, status, result, failed_step, error_type, error_message, error_details, attempts, starts, element_count, started_at, ended_at)
            SELECT changed.id, new.* FROM changed, unnest(@steps, @elements, @names, @states, @results, @failures, @types, @messages, @detail, @attempts, @tries, @counts, @started, @ended) AS new
            ON CONFLICT (run_id, step, element) DO UPDATE SET status = excluded.status, result = excluded.result, failed_step = excluded.failed_step, error_type = excluded.error_type,
                error_message = excluded.error_message, error_details = excluded.error_details, attempts = excluded.attempts, starts = excluded.starts,
                element_count = excluded.element_count, started_at = coalesce(steps.started_at, excluded.started_at), ended_at = excluded.ended_at
            WHERE steps.status <> 'Succeeded')
        """;

    private const string IsAccepted = " SELECT 1 FROM changed";

    /// <summary>Stores a new run and the steps that it starts with, unless there is one with its id.</summary>
    public static NpgsqlBatchCommand Create(RunCommit created)
    {
        RunRecord run = created.Run;
        NpgsqlBatchCommand command = Command(
            CreateRun,
            Text("id", run.Id),
            Text("flow", run.Flow),
            Text("fingerprint", run.Fingerprint),
            Text("status", run.Status.ToString()),
            Value("epoch", NpgsqlDbType.Bigint, run.Epoch),
            Value("version", NpgsqlDbType.Bigint, run.Version),
            Value("inputs", NpgsqlDbType.Json, run.Inputs),
            Value("created", NpgsqlDbType.TimestampTz, run.CreatedAt.ToUniversalTime()),
            Text("signatures", run.Signatures),
            Text("trace", run.TraceParent));
        return Finish(command, created.Steps);
    }

    /// <summary>Changes a run.</summary>
    public static NpgsqlBatchCommand Apply(RunCommit commit)
    {
        RunRecord run = commit.Run;
        NpgsqlBatchCommand command = Change(
            ChangeRun,
            commit.Steps,
            Text("id", run.Id),
            Text("status", run.Status.ToString()),
            Value("epoch", NpgsqlDbType.Bigint, run.Epoch),
            Value("version", NpgsqlDbType.Bigint, run.Version),
            Value("cancel", NpgsqlDbType.Boolean, run.IsCancelRequested),
            Value("unsuccessful", NpgsqlDbType.Boolean, run.IsUnsuccessful),
            Text("failed", Clean(run.Failure?.Step)),
            Text("type", Clean(run.Failure?.ErrorType)),
            Text("message", Clean(run.Failure?.Message)),
            Text("details", Clean(run.Failure?.Details)),
            Value("updated", NpgsqlDbType.TimestampTz, run.UpdatedAt.ToUniversalTime()),
            Text("parked", run.ParkedBecause));
        if (commit.Forgotten.Count > 0)
        {
            command.CommandText += ForgetSteps;
            command.Parameters.Add(Array("forgotten", NpgsqlDbType.Integer, commit.Forgotten, static step => step));
        }

        return Finish(command, commit.Steps);
    }

    /// <summary>Changes a part of a step's elements.</summary>
    public static NpgsqlBatchCommand Apply(ChunkCommit commit) => Finish(
        Change(
            ChangeChunk,
            commit.Elements,
            Text("id", commit.Run),
            Value("step", NpgsqlDbType.Integer, commit.Step),
            Value("chunk", NpgsqlDbType.Integer, commit.Chunk),
            Value("version", NpgsqlDbType.Bigint, commit.Version),
            Value("starts", NpgsqlDbType.Integer, commit.Starts)),
        commit.Elements);

    /// <summary>Changes a lock.</summary>
    public static NpgsqlBatchCommand Apply(LockCommit commit) => Command(
        ChangeLock + IsAccepted,
        Text("name", commit.Name),
        Value("version", NpgsqlDbType.Bigint, commit.Version),
        Value("fence", NpgsqlDbType.Bigint, commit.Fence),
        Array("removed", NpgsqlDbType.Bigint, commit.Removed, static fence => fence),
        Value("granted", NpgsqlDbType.TimestampTz, commit.GrantedAt.ToUniversalTime()),
        Array("fences", NpgsqlDbType.Bigint, commit.Granted, static holder => holder.Fence),
        Array("runs", NpgsqlDbType.Text, commit.Granted, static holder => holder.Owner.Run),
        Array("steps", NpgsqlDbType.Integer, commit.Granted, static holder => holder.Owner.Step),
        Array("elements", NpgsqlDbType.Integer, commit.Granted, static holder => holder.Owner.Element),
        Array("attempts", NpgsqlDbType.Text, commit.Granted, static holder => holder.Attempt));

    // Refused, too, if the steps do not hold their locks any more.
    private static NpgsqlBatchCommand Change(string change, IReadOnlyList<StepRecord> steps, params NpgsqlParameter[] parameters)
    {
        (StepRecord Step, HeldLock Lock)[] needed = [.. steps.SelectMany(static step => (step.Locks ?? []).Select(held => (step, held)))];
        if (needed.Length == 0)
        {
            return Command("WITH " + change.Replace(HoldsLocks, "true", StringComparison.Ordinal), parameters);
        }

        NpgsqlBatchCommand command = Command(FindHeldLocks + change.Replace(HoldsLocks, AllAreHeld, StringComparison.Ordinal), parameters);
        command.Parameters.Add(Array("lock_names", NpgsqlDbType.Text, needed, static pair => pair.Lock.Name));
        command.Parameters.Add(Array("lock_fences", NpgsqlDbType.Bigint, needed, static pair => pair.Lock.Fence));
        command.Parameters.Add(Array("lock_steps", NpgsqlDbType.Integer, needed, static pair => pair.Step.Step));
        command.Parameters.Add(Array("lock_elements", NpgsqlDbType.Integer, needed, static pair => pair.Step.Element));
        return command;
    }

    private static NpgsqlBatchCommand Finish(NpgsqlBatchCommand command, IReadOnlyList<StepRecord> steps)
    {
        if (steps.Count > 0)
        {
            command.CommandText += WriteSteps;
            command.Parameters.AddRange(ParametersOf(steps).ToArray());
        }

        StepRecord[] ended = [.. steps.Where(static step => step is { Locks: not null, Status: not StepStatus.None })];
        if (ended.Length > 0)
        {
            command.CommandText += ReleaseLocks;
            command.Parameters.Add(Array("ended_steps", NpgsqlDbType.Integer, ended, static step => step.Step));
            command.Parameters.Add(Array("ended_elements", NpgsqlDbType.Integer, ended, static step => step.Element));
        }

        command.CommandText += IsAccepted;
        return command;
    }

    private static IEnumerable<NpgsqlParameter> ParametersOf(IReadOnlyList<StepRecord> steps) =>
    [
        Array("steps", NpgsqlDbType.Integer, steps, static step => step.Step),
        Array("elements", NpgsqlDbType.Integer, steps, static step => step.Element),
        Array("names", NpgsqlDbType.Text, steps, static step => step.Name),
        Array("states", NpgsqlDbType.Text, steps, static step => SqlRows.Text(step.Status)),
        Array("results", NpgsqlDbType.Json, steps, static step => step.Result),
        Array("failures", NpgsqlDbType.Text, steps, static step => Clean(step.Failure?.Step)),
        Array("types", NpgsqlDbType.Text, steps, static step => Clean(step.Failure?.ErrorType)),
        Array("messages", NpgsqlDbType.Text, steps, static step => Clean(step.Failure?.Message)),
        Array("detail", NpgsqlDbType.Text, steps, static step => Clean(step.Failure?.Details)),
        Array("attempts", NpgsqlDbType.Integer, steps, static step => step.Attempts),
        Array("tries", NpgsqlDbType.Integer, steps, static step => step.Starts),
        Array("counts", NpgsqlDbType.Integer, steps, static step => step.ElementCount),
        Array("started", NpgsqlDbType.TimestampTz, steps, static step => step.StartedAt?.ToUniversalTime()),
        Array("ended", NpgsqlDbType.TimestampTz, steps, static step => step.EndedAt?.ToUniversalTime()),
    ];

    private static NpgsqlBatchCommand Command(string text, params NpgsqlParameter[] parameters)
    {
        NpgsqlBatchCommand command = new(text);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter Text(string name, string? value) => Value(name, NpgsqlDbType.Text, value);

    private static NpgsqlParameter Value(string name, NpgsqlDbType type, object? value) => new(name, type) { Value = value ?? DBNull.Value };

    private static NpgsqlParameter Array<TItem, TValue>(string name, NpgsqlDbType type, IEnumerable<TItem> items, Func<TItem, TValue> value) =>
        new(name, NpgsqlDbType.Array | type) { Value = items.Select(value).ToArray() };

    // Messages of exceptions may contain what PostgreSQL does not take as text.
    private static string? Clean(string? text) => text is null ? null : string.Concat(text.EnumerateRunes().Select(static rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()));
}
