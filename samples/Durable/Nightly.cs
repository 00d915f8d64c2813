using AsyncFlow;

namespace Durable;

/// <summary>Bills the orders of a day, each once, whatever happens to the process.</summary>
[Flow, Durable]
public partial class Nightly(ILedger ledger)
{
    [Step]
    private static Task<Order[]> Load([Input] DateOnly day, [Input] int count, CancellationToken cancellationToken) =>
        Task.FromResult(Enumerable.Range(1, count).Select(credits => new Order($"{day:yyyy-MM-dd}-{credits}", credits)).ToArray());

    [Step]
    private Task<Invoice> Bill([Each(nameof(Load), MaxConcurrency = 100)] Order order, StepContext context) =>
        ledger.BillAsync(order, context.IdempotencyKey, context.CancellationToken);

    [Step, Output]
    private static Summary Sum(IReadOnlyList<Invoice> invoices) => new(invoices.Count, invoices.Sum(static invoice => invoice.Credits));
}
