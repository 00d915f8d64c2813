using AsyncFlow.Orleans.Storage;
using Npgsql;
using NpgsqlTypes;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>
/// The commands that change runs. Each is one statement, so that a transaction takes one round trip, and a process that is stopped between two leaves no locks
/// behind. It returns a row if the change is accepted.
/// </summary>
internal static class PostgresCommands
{
    private const string CreateRun =
        """
        INSERT INTO flow_runs (id, flow, fingerprint, status, epoch, version, cancel_requested, unsuccessful, inputs, created_at, updated_at, signatures)
        VALUES (@id, @flow, @fingerprint, @status, 0, 0, false, false, @inputs, @created, @created, @signatures) ON CONFLICT DO NOTHING RETURNING 1
        """;

    private const string ChangeRun =
        """
        WITH changed AS (
            UPDATE flow_runs SET status = @status, epoch = @epoch, version = @version, cancel_requested = @cancel, unsuccessful = @unsuccessful, failed_step = @failed,
                error_type = @type, error_message = @message, error_details = @details, updated_at = @updated, parked_because = @parked
            WHERE id = @id AND version = @version - 1 RETURNING id)
        """;

    private const string ChangeChunk =
        """
        WITH changed AS (
            INSERT INTO flow_chunks AS chunks (run_id, step, chunk, version, starts) VALUES (@id, @step, @chunk, @version, @starts)
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

    /// <summary>Stores a new run, unless there is one with its id.</summary>
    public static NpgsqlBatchCommand Create(RunRecord run) => Command(
        CreateRun,
        Text("id", run.Id),
        Text("flow", run.Flow),
        Text("fingerprint", run.Fingerprint),
        Text("status", run.Status.ToString()),
        Value("inputs", NpgsqlDbType.Json, run.Inputs),
        Value("created", NpgsqlDbType.TimestampTz, run.CreatedAt.ToUniversalTime()),
        Text("signatures", run.Signatures));

    /// <summary>Changes a run.</summary>
    public static NpgsqlBatchCommand Apply(RunCommit commit)
    {
        RunRecord run = commit.Run;
        NpgsqlBatchCommand command = Command(
            ChangeRun,
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
        Command(
            ChangeChunk,
            Text("id", commit.Run),
            Value("step", NpgsqlDbType.Integer, commit.Step),
            Value("chunk", NpgsqlDbType.Integer, commit.Chunk),
            Value("version", NpgsqlDbType.Bigint, commit.Version),
            Value("starts", NpgsqlDbType.Integer, commit.Starts)),
        commit.Elements);

    private static NpgsqlBatchCommand Finish(NpgsqlBatchCommand command, IReadOnlyList<StepRecord> steps)
    {
        if (steps.Count > 0)
        {
            command.CommandText += WriteSteps;
            command.Parameters.AddRange(ParametersOf(steps).ToArray());
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
