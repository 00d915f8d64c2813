namespace Durable;

/// <summary>What bills the orders: in a real application another service.</summary>
public interface ILedger
{
    /// <summary>Bills an order. A real service recognises a repeated call by its key, since a call that was not committed is made again.</summary>
    Task<Invoice> BillAsync(Order order, string idempotencyKey, CancellationToken cancellationToken);
}
