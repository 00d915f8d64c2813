using AsyncFlow;

namespace TestingSample;

/// <summary>The same without the bugs: a lock for the points, and a dependency for the parcel.</summary>
[Flow]
internal sealed partial class RepairedCheckout(IBank bank)
{
    private readonly FlowLock _points = new();

    public Customer Customer { get; } = new();

    [Step]
    private Task<decimal> Charge(CancellationToken cancellationToken) => bank.ChargeAsync(100m, cancellationToken);

    [Step(nameof(Charge)), WithLock(nameof(_points))]
    private async Task AddPointsOfOrder()
    {
        int points = Customer.Points;
        await Task.Yield();
        Customer.Points = points + 10;
    }

    [Step(nameof(Charge)), WithLock(nameof(_points))]
    private async Task AddPointsOfCoupon()
    {
        int points = Customer.Points;
        await Task.Yield();
        Customer.Points = points + 5;
    }

    [Step]
    private void SendInvoice(decimal charged) => Customer.Letters.Add($"invoice over {charged}");

    [Step(nameof(SendInvoice))]
    private void SendParcel() => Customer.Letters.Add("parcel");
}
