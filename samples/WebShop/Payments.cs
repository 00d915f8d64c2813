namespace WebShop;

/// <summary>Takes money.</summary>
public interface IPaymentProvider
{
    /// <summary>Takes an amount from a customer.</summary>
    /// <returns>The number of the payment.</returns>
    /// <exception cref="PaymentUnavailableException">The provider is busy; try again.</exception>
    /// <exception cref="PaymentDeclinedException">The customer cannot pay.</exception>
    Task<string> PayAsync(string customer, decimal amount, CancellationToken cancellationToken);
}

/// <summary>A provider for the sample: it accepts every payment of less than 1,000.</summary>
public sealed class DemoPayments : IPaymentProvider
{
    private int _last;

    /// <inheritdoc/>
    public async Task<string> PayAsync(string customer, decimal amount, CancellationToken cancellationToken)
    {
        await Task.Delay(10, cancellationToken);
        return amount < 1_000 ? $"P{Interlocked.Increment(ref _last)}" : throw new PaymentDeclinedException(customer);
    }
}
