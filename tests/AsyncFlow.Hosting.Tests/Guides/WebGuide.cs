// The examples of docs/guides/web.md. GuideTests compares them.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace AsyncFlow.Hosting.Tests.Guides.Web;

public sealed record Order(int Id);

public sealed record Stock(int Pieces);

public sealed record Receipt(int OrderId, int Pieces, decimal Price);

public abstract class Shop
{
    public abstract Task<Order> LoadAsync(int id, CancellationToken ct);

    public abstract Task<Stock> ReserveAsync(Order order, CancellationToken ct);

    public abstract Task<decimal> PriceAsync(Order order, CancellationToken ct);
}

#region flow
[Flow]
public partial class Checkout(Shop shop)
{
    [Step]
    private Task<Order> Load([Input] int orderId, CancellationToken ct) => shop.LoadAsync(orderId, ct);

    [Step]
    private Task<Stock> Reserve(Order order, CancellationToken ct) => shop.ReserveAsync(order, ct);

    [Step]
    private Task<decimal> Price(Order order, CancellationToken ct) => shop.PriceAsync(order, ct);

    [Step, Output]
    private Receipt Bill(Order order, Stock stock, decimal price) => new(order.Id, stock.Pieces, price);
}
#endregion

internal static class Program
{
    public static WebApplication Build(string[] args)
    {
        #region program
        WebApplicationBuilder builder = WebApplication.CreateBuilder(args);
        builder.Services.AddScoped<Shop>();
        builder.Services.AddFlow<Checkout>();
        builder.Services.AddFlowHealthChecks();

        WebApplication app = builder.Build();
        app.MapPost("/checkout/{orderId:int}", (int orderId, Checkout checkout, CancellationToken ct) => checkout.ExecuteAsync(orderId, ct));
        app.MapHealthChecks("/health");
        #endregion
        return app;
    }
}

#region by hand
public class CheckoutByHand(Shop shop)
{
    public async Task<Receipt> ExecuteAsync(int orderId, CancellationToken ct)
    {
        Order order = await shop.LoadAsync(orderId, ct);

        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Task<Stock> stock = CancelOnFailureAsync(shop.ReserveAsync(order, source.Token));
        Task<decimal> price = CancelOnFailureAsync(shop.PriceAsync(order, source.Token));
        await Task.WhenAll(stock, price);
        return new Receipt(order.Id, (await stock).Pieces, await price);

        async Task<T> CancelOnFailureAsync<T>(Task<T> task)
        {
            try
            {
                return await task;
            }
            catch
            {
                await source.CancelAsync();
                throw;
            }
        }
    }
}
#endregion
