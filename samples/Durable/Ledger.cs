using Microsoft.Data.Sqlite;

namespace Durable;

/// <summary>
/// A ledger of one process. It counts the calls for invoices that were committed before this process started, by reading the table of steps.
/// </summary>
public sealed class Ledger : ILedger
{
    private readonly HashSet<string> _committed = [];
    private int _redone;

    /// <summary>How many committed invoices ran again in this process. None should.</summary>
    public int Redone => _redone;

    /// <summary>Notes which invoices of a run are committed.</summary>
    /// <returns>How many.</returns>
    public int ReadCommitted(string database, string run)
    {
        if (!File.Exists(database))
        {
            return 0;
        }

        using SqliteConnection connection = new($"Data Source={database}");
        connection.Open();
        using SqliteCommand query = connection.CreateCommand();
        query.CommandText = "SELECT element FROM flow_steps WHERE run_id = $run AND element >= 0 AND status = 'Succeeded'";
        query.Parameters.AddWithValue("$run", run);
        using SqliteDataReader reader = query.ExecuteReader();
        while (reader.Read())
        {
            _committed.Add($"{run}/Bill/{reader.GetInt32(0)}");
        }

        return _committed.Count;
    }

    /// <inheritdoc/>
    public async Task<Invoice> BillAsync(Order order, string idempotencyKey, CancellationToken cancellationToken)
    {
        if (_committed.Contains(idempotencyKey))
        {
            Interlocked.Increment(ref _redone);
        }

        await Task.Delay(TimeSpan.FromMilliseconds(5), cancellationToken);
        return new Invoice(order.Number, order.Credits);
    }
}
