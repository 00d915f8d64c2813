using System.Globalization;
using Npgsql;

namespace Durable;

/// <summary>
/// A ledger in the same server, which all processes use. It has a row for each idempotency key, so a repeated call bills nothing; and it notes the calls for invoices that were
/// committed before, by reading the table of steps.
/// </summary>
public sealed class PostgresLedger(NpgsqlDataSource source) : ILedger
{
    /// <summary>Creates the table.</summary>
    public async Task OpenAsync()
    {
        // Processes that start at the same time must not create it twice.
        await using NpgsqlCommand command = source.CreateCommand(
            "SELECT pg_advisory_xact_lock(4711); CREATE TABLE IF NOT EXISTS ledger (key text PRIMARY KEY, credits integer NOT NULL, redone boolean NOT NULL DEFAULT false)");
        await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async Task<Invoice> BillAsync(Order order, string idempotencyKey, CancellationToken cancellationToken)
    {
        string[] parts = idempotencyKey.Split('/');
        await using NpgsqlCommand command = source.CreateCommand(
            """
            INSERT INTO ledger (key, credits) VALUES (@key, @credits) ON CONFLICT (key) DO UPDATE SET redone = ledger.redone OR EXISTS (
                SELECT 1 FROM flow_steps WHERE run_id = @run AND element = @element AND status = 'Succeeded')
            """);
        command.Parameters.AddWithValue("key", idempotencyKey);
        command.Parameters.AddWithValue("credits", order.Credits);
        command.Parameters.AddWithValue("run", parts[0]);
        command.Parameters.AddWithValue("element", int.Parse(parts[2], CultureInfo.InvariantCulture));
        await command.ExecuteNonQueryAsync(cancellationToken);
        return new Invoice(order.Number, order.Credits);
    }

    /// <summary>How many committed invoices were billed again. None should.</summary>
    public async Task<int> CountRedoneAsync()
    {
        await using NpgsqlCommand command = source.CreateCommand("SELECT count(*) FROM ledger WHERE redone");
        return (int)(long)(await command.ExecuteScalarAsync())!;
    }
}
