// The examples of docs/guides/hosting.md. GuideTests compares them.
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Tests.Guides.Hosting;

public sealed record Order(int Id);

public sealed record Receipt(int OrderId, decimal Price);

public interface IStore
{
    Task<Order> LoadAsync(int id, CancellationToken ct);
}

public interface IPrices
{
    Task<decimal> OfAsync(Order order, CancellationToken ct);
}

#region flow
[Flow]
public partial class Checkout(IStore store, [FromKeyedServices("eu")] IPrices prices)
{
    [Step]
    private Task<Order> Load([Input] int orderId, CancellationToken ct) => store.LoadAsync(orderId, ct);

    [Step]
    private Task<decimal> Price(Order order, CancellationToken ct) => prices.OfAsync(order, ct);

    [Step, Output]
    private Receipt Bill(Order order, decimal price) => new(order.Id, price);
}
#endregion

internal static class Registration
{
    public static void Add(IServiceCollection services)
    {
        #region registration
        services.AddFlow<Checkout>();                                  // scoped
        services.AddFlow<Checkout>(ServiceLifetime.Singleton);
        services.AddKeyedFlow<Checkout>("shop");
        #endregion
        #region health
        services.AddFlowHealthChecks();
        #endregion
    }
}

#region use
public class Register(Checkout checkout, IFlow<int, Receipt> same)
{
    public async Task<Receipt> PayAsync(int orderId, CancellationToken ct) =>
        await checkout.ExecuteAsync(orderId, ct);

    public async Task<Receipt> PayAnyAsync(int orderId, CancellationToken ct) =>
        await same.ExecuteAsync(orderId, ct);
}
#endregion

#region by hand
public class CheckoutByHand(IStore store, [FromKeyedServices("eu")] IPrices prices)
{
    public async Task<Receipt> ExecuteAsync(int orderId, CancellationToken ct = default)
    {
        Order order = await store.LoadAsync(orderId, ct);
        decimal price = await prices.OfAsync(order, ct);
        return new Receipt(order.Id, price);
    }
}
#endregion
