using System.Data.Common;
using AsyncFlow.Durable;

namespace AsyncFlow.Orleans.Storage;

/// <summary>Reads rows. The columns are the same in every database.</summary>
internal static class SqlRows
{
    /// <summary>The columns that <see cref="Run"/> reads, in order.</summary>
    public const string RunColumns = "id, flow, fingerprint, status, epoch, version, cancel_requested, unsuccessful, inputs, failed_step, error_type, error_message, error_details, created_at, updated_at, signatures, parked_because, trace_parent";

    /// <summary>The columns that <see cref="Step"/> reads, in order, before the result.</summary>
    public const string StepColumns = "step, element, name, status, attempts, starts, element_count, started_at, ended_at, failed_step, error_type, error_message, error_details";

    /// <summary>The status of a step that has started and not ended.</summary>
    public const string Running = nameof(Running);

    /// <summary>A status as it is stored.</summary>
    public static string Text(StepStatus status) => status == StepStatus.None ? Running : status.ToString();

    public static RunRecord Run(DbDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Flow = reader.GetString(1),
        Fingerprint = reader.GetString(2),
        Status = Enum.Parse<FlowRunStatus>(reader.GetString(3)),
        Epoch = reader.GetInt64(4),
        Version = reader.GetInt64(5),
        IsCancelRequested = reader.GetBoolean(6),
        IsUnsuccessful = reader.GetBoolean(7),
        Inputs = reader.GetFieldValue<byte[]>(8),
        Failure = Failure(reader, 9),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(13),
        UpdatedAt = reader.GetFieldValue<DateTimeOffset>(14),
        Signatures = reader.GetString(15),
        ParkedBecause = reader.IsDBNull(16) ? null : reader.GetString(16),
        TraceParent = reader.IsDBNull(17) ? null : reader.GetString(17),
    };

    public static StepRecord Step(DbDataReader reader) => new()
    {
        Step = reader.GetInt32(0),
        Element = reader.GetInt32(1),
        Name = reader.GetString(2),
        Status = reader.GetString(3) is var status && status == Running ? StepStatus.None : Enum.Parse<StepStatus>(status),
        Attempts = reader.GetInt32(4),
        Starts = reader.GetInt32(5),
        ElementCount = reader.GetInt32(6),
        StartedAt = Time(reader, 7),
        EndedAt = Time(reader, 8),
        Failure = Failure(reader, 9),
        Result = reader.IsDBNull(13) ? null : reader.GetFieldValue<byte[]>(13),
    };

    private static DateTimeOffset? Time(DbDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static FlowFailure? Failure(DbDataReader reader, int first) => reader.IsDBNull(first) ? null
        : new(reader.GetString(first), reader.GetString(first + 1), reader.GetString(first + 2), reader.IsDBNull(first + 3) ? null : reader.GetString(first + 3));
}
