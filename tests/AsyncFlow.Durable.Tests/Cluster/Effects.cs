using System.Globalization;
using Npgsql;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>What steps do to the world: a row for each idempotency key, and a row for each execution, with whether its result was committed before.</summary>
public sealed class Effects(NpgsqlDataSource source)
{
    public const string Schema =
        """
        CREATE TABLE effects (key text PRIMARY KEY);
        CREATE TABLE executions (key text NOT NULL, process integer NOT NULL, redone boolean NOT NULL);
        """;

    /// <summary>Makes the effect, and notes the execution. If the server does not answer, it is asked again.</summary>
    public async Task AddAsync(string key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await TryAddAsync(key, cancellationToken);
                return;
            }
            catch (NpgsqlException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(100, cancellationToken);
            }
        }
    }

    private async Task TryAddAsync(string key, CancellationToken cancellationToken)
    {
        string[] parts = key.Split('/');
        await using NpgsqlCommand command = source.CreateCommand(
            """
            WITH effect AS (INSERT INTO effects VALUES (@key) ON CONFLICT DO NOTHING)
            INSERT INTO executions VALUES (@key, @process, EXISTS (
                SELECT 1 FROM flow_steps WHERE run_id = @run AND element = @element AND name = @name AND status = 'Succeeded'))
            """);
        int element = parts.Length > 2 ? int.Parse(parts[2], CultureInfo.InvariantCulture) : -1;
        command.Parameters.AddWithValue("key", key);
        command.Parameters.AddWithValue("process", Environment.ProcessId);
        command.Parameters.AddWithValue("run", parts[0]);
        command.Parameters.AddWithValue("element", element);
        command.Parameters.AddWithValue("name", element < 0 ? parts[1] : $"{parts[1]}[{element}]");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
