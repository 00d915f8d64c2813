// The examples of docs/guides/inputs.md. GuideTests compares them.
namespace AsyncFlow.Testing.Tests.Guides.Inputs;

public sealed record Order;

public sealed record Receipt(int OrderId, Order Order, decimal Price);

public sealed record Confirmation(int OrderId, Receipt Receipt);

public abstract class Store
{
    public abstract Task<Order> LoadAsync(int id, CancellationToken ct);

    public abstract Task<decimal> PriceAsync(Order order, string currency);
}

#region flow
[Flow]
public partial class Checkout(Store store)                       // a service
{
    [Step]
    private Task<Order> Load([Input] int orderId, CancellationToken ct) => store.LoadAsync(orderId, ct);

    [Step]
    private Task<decimal> Price(Order order, [Input] string currency = "EUR") => store.PriceAsync(order, currency);

    [Step, Output]
    private static Receipt Bill([Input] int orderId, Order order, decimal price) => new(orderId, order, price);
}
#endregion

#region calls
public static class Usage
{
    public static async Task ShowAsync(Checkout checkout, CancellationToken ct)
    {
        Receipt receipt = await checkout.ExecuteAsync(42, cancellationToken: ct);
        Receipt inDollars = await checkout.ExecuteAsync(42, "USD", ct);
        FlowReport<Receipt> report = await checkout.RunAsync(42, "USD", new FlowOptions { MaxConcurrency = 1 }, ct);
    }
}
#endregion

#region binding
public static class Generic
{
    public static IFlow<Receipt> Bind(IFlow<(int OrderId, string Currency), Receipt> checkout) => checkout.WithInput((42, "EUR"));
}
#endregion

#region sub-flow
[Flow]
public partial class Purchase(Checkout checkout)
{
    [Step]
    private readonly Checkout _checkout = checkout;              // orderId is an input of Purchase too; currency comes from Currency

    [Step]
    private static string Currency([Input] string country) => country == "US" ? "USD" : "EUR";

    [Step, Output]
    private static Confirmation Confirm([Input] int orderId, Receipt receipt) => new(orderId, receipt);
}
#endregion
