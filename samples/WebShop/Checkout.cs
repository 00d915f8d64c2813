using AsyncFlow;
using Polly;
using Polly.Retry;

namespace WebShop;

/// <summary>
/// Sells a cart. Pieces are reserved and prices are added up at the same time. If the payment fails, or the customer disconnects, the run disposes of the
/// reservation, which puts the pieces back.
/// </summary>
[Flow]
public partial class Checkout(Warehouse warehouse, IPaymentProvider payments, OrderLog log)
{
    // Three more attempts if the provider is busy, and two seconds for all of them.
    private static readonly ResiliencePipeline s_payment = new ResiliencePipelineBuilder()
        .AddTimeout(TimeSpan.FromSeconds(2))
        .AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = 3,
            Delay = TimeSpan.Zero,
            ShouldHandle = new PredicateBuilder().Handle<PaymentUnavailableException>(),
        })
        .Build();

    [Step, Owned]
    private ValueTask<Reservation> Reserve([Input] Cart cart) => new(warehouse.Reserve(cart.Lines));

    [Step]
    private ValueTask<decimal> AddUp([Input] Cart cart) => new(cart.Lines.Sum(warehouse.PriceOf));

    [Step(nameof(Reserve)), WithPolicy(nameof(s_payment))]
    private Task<string> Pay([Input] Cart cart, decimal total, CancellationToken cancellationToken) => payments.PayAsync(cart.Customer, total, cancellationToken);

    [Step, Output]
    private ValueTask<Receipt> Complete([Input] Cart cart, Reservation reservation, decimal total, string paymentId)
    {
        reservation.Keep();
        log.Add(cart, total);
        return new(new Receipt(cart.Customer, total, paymentId));
    }
}
