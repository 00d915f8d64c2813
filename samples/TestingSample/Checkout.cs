using AsyncFlow;

namespace TestingSample;

/// <summary>
/// Takes an order. Two bugs are planted in it, which a test that runs it once will hardly ever see. The compiler reports both (FLOW103); the
/// warnings are off here so that the tests can show how exploration finds such bugs where the compiler cannot see them.
/// </summary>
#pragma warning disable FLOW103 // The races are planted.
[Flow]
internal sealed partial class Checkout(IBank bank)
{
    /// <summary>Who ordered.</summary>
    public Customer Customer { get; } = new();

    [Step]
    private Task<decimal> Charge(CancellationToken cancellationToken) => bank.ChargeAsync(100m, cancellationToken);

    // A lost update: both of these read the points, wait, and write what they have read plus their own.
    [Step(nameof(Charge))]
    private async Task AddPointsOfOrder()
    {
        int points = Customer.Points;
        await Task.Yield();
        Customer.Points = points + 10;
    }

    [Step(nameof(Charge))]
    private async Task AddPointsOfCoupon()
    {
        int points = Customer.Points;
        await Task.Yield();
        Customer.Points = points + 5;
    }

    // An ordering race: the invoice should come first, but nothing says so.
    [Step]
    private void SendInvoice(decimal charged) => Customer.Letters.Add($"invoice over {charged}");

    [Step(nameof(Charge))]
    private void SendParcel() => Customer.Letters.Add("parcel");
}

/// <summary>What a checkout needs of the outside.</summary>
internal interface IBank
{
    /// <summary>Takes the money.</summary>
    Task<decimal> ChargeAsync(decimal amount, CancellationToken cancellationToken);
}

/// <summary>A customer.</summary>
internal sealed class Customer
{
    /// <summary>Bonus points.</summary>
    public int Points { get; set; }

    /// <summary>What was sent, in order.</summary>
    public List<string> Letters { get; } = [];
}
