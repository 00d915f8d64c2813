using System.Globalization;
using AsyncFlow.Durable.Engine;
using AsyncFlow.Orleans.Placement;
using Npgsql;
using NpgsqlTypes;

namespace AsyncFlow.Orleans.Postgres;

/// <summary>
/// Which processes belong to the cluster. A change is one statement that raises the version of the table, and changes nothing if that is not the one which the change is based
/// on. So all changes happen one after another, and the version of a row is that of the table at its last change. Safe to use from any thread.
/// </summary>
/// <remarks>
/// Orleans compares times that other processes have written with its own clock, and takes a process that is an hour behind for one that has been starting for an hour. So the
/// table has the time of the database, and what is read is converted to the clock of this process.
/// </remarks>
internal sealed class PostgresMembershipTable(PostgresServer server, FlowRegistry flows) : IMembershipTable, IFlowAnnouncements
{
    private const string Columns = "silo, status, name, host, suspects, started_at, alive_at";

    // How far the clock of this process is ahead of that of the database, in ticks, when the table was last read. Orleans reads it before each change and every few seconds.
    private long _ahead;

    /// <inheritdoc/>
    /// <remarks>The tables exist already.</remarks>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAsync("");

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadAsync("AND silo = @silo", Text("silo", key.ToParsableString()));

    /// <inheritdoc/>
    public async Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion)
    {
        try
        {
            return await ExecuteAsync(
                $"""
                WITH raised AS (UPDATE flow_schema SET silos_version = @version WHERE silos_version = @version - 1 RETURNING 1)
                INSERT INTO flow_silos ({Columns}, version, flows) SELECT @silo, @status, @name, @host, @suspects, @started, @alive, @version, @flows FROM raised
                """,
                [.. ParametersOf(entry), Version(tableVersion), Announced()]) == 1;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => await ExecuteAsync(
        """
        WITH raised AS (
            UPDATE flow_schema SET silos_version = @version
            WHERE silos_version = @version - 1 AND EXISTS (SELECT 1 FROM flow_silos WHERE silo = @silo AND version = @etag) RETURNING 1)
        UPDATE flow_silos SET status = @status, name = @name, host = @host, suspects = @suspects, started_at = @started, alive_at = @alive, version = @version
        FROM raised WHERE silo = @silo
        """,
        [.. ParametersOf(entry), Version(tableVersion), new NpgsqlParameter("etag", NpgsqlDbType.Integer) { Value = int.Parse(etag, CultureInfo.InvariantCulture) }]) == 1;

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) =>
        ExecuteAsync("UPDATE flow_silos SET alive_at = now() WHERE silo = @silo", Text("silo", entry.SiloAddress.ToParsableString()));

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) =>
        ExecuteAsync("DELETE FROM flow_silos WHERE status <> 'Active' AND greatest(alive_at, started_at) < @before", Time("before", beforeDate.UtcDateTime));

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => ExecuteAsync("DELETE FROM flow_silos");

    /// <inheritdoc/>
    public async Task<IReadOnlyList<(SiloAddress Process, IReadOnlySet<string> Versions)>> ReadAsync()
    {
        await using NpgsqlConnection connection = await server.Source.OpenConnectionAsync();
        await using NpgsqlCommand command = new("SELECT silo, flows FROM flow_silos WHERE status <> 'Dead'", connection);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<(SiloAddress, IReadOnlySet<string>)> announced = [];
        while (await reader.ReadAsync())
        {
            announced.Add((SiloAddress.FromParsableString(reader.GetString(0)), reader.GetFieldValue<string[]>(1).ToHashSet()));
        }

        return announced;
    }

    // A process inserts only its own row.
    private NpgsqlParameter Announced() => new("flows", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = AnnouncedFlows.VersionsOf(flows).ToArray() };

    // One statement sees one state of both tables.
    private async Task<MembershipTableData> ReadAsync(string condition, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlConnection connection = await server.Source.OpenConnectionAsync();
        await using NpgsqlCommand command = new($"SELECT silos_version, {Columns}, flow_silos.version, clock_timestamp() FROM flow_schema LEFT JOIN flow_silos ON true {condition}", connection);
        command.Parameters.AddRange(parameters);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
        List<Tuple<MembershipEntry, string>> entries = [];
        int version = 0;
        while (await reader.ReadAsync())
        {
            version = reader.GetInt32(0);
            Volatile.Write(ref _ahead, (DateTime.UtcNow - reader.GetDateTime(9)).Ticks);
            if (!await reader.IsDBNullAsync(1))
            {
                entries.Add(Tuple.Create(EntryOf(reader), Etag(reader.GetInt32(8))));
            }
        }

        return new MembershipTableData(entries, new TableVersion(version, Etag(version)));
    }

    private async Task<int> ExecuteAsync(string text, params NpgsqlParameter[] parameters)
    {
        await using NpgsqlConnection connection = await server.Source.OpenConnectionAsync();
        await using NpgsqlCommand command = new(text, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync();
    }

    private MembershipEntry EntryOf(NpgsqlDataReader reader) => new()
    {
        SiloAddress = SiloAddress.FromParsableString(reader.GetString(1)),
        Status = Enum.Parse<SiloStatus>(reader.GetString(2)),
        SiloName = reader.GetString(3),
        HostName = reader.GetString(4),
        SuspectTimes = [.. reader.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseSuspect)],
        StartTime = ToLocal(reader.GetDateTime(6)),
        IAmAliveTime = ToLocal(reader.GetDateTime(7)),
    };

    private NpgsqlParameter[] ParametersOf(MembershipEntry entry) =>
    [
        Text("silo", entry.SiloAddress.ToParsableString()),
        Text("status", entry.Status.ToString()),
        Text("name", entry.SiloName ?? ""),
        Text("host", entry.HostName ?? ""),
        Text("suspects", string.Join(' ', (entry.SuspectTimes ?? []).Select(suspect => $"{suspect.Item1.ToParsableString()}={ToDatabase(suspect.Item2):O}"))),
        Time("started", entry.StartTime),
        Time("alive", entry.IAmAliveTime),
    ];

    private Tuple<SiloAddress, DateTime> ParseSuspect(string text) => text.Split('=') is [string silo, string time]
        ? Tuple.Create(SiloAddress.FromParsableString(silo), ToLocal(DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)))
        : throw new FormatException($"'{text}' in the table flow_silos is not a suspicion.");

    private static string Etag(int version) => version.ToString(CultureInfo.InvariantCulture);

    private static NpgsqlParameter Version(TableVersion version) => new("version", NpgsqlDbType.Integer) { Value = version.Version };

    private static NpgsqlParameter Text(string name, string value) => new(name, NpgsqlDbType.Text) { Value = value };

    private NpgsqlParameter Time(string name, DateTime time) => new(name, NpgsqlDbType.TimestampTz) { Value = ToDatabase(time) };

    private DateTime ToDatabase(DateTime local) => Shift(local, -Volatile.Read(ref _ahead));

    private DateTime ToLocal(DateTime stored) => Shift(stored, Volatile.Read(ref _ahead));

    // Times that were never set stay what they are.
    private static DateTime Shift(DateTime time, long ticks) =>
        new(time.Ticks == 0 ? 0 : Math.Clamp(time.Ticks + ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
}
