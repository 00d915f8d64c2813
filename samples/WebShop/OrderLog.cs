namespace WebShop;

/// <summary>Writes down orders, for one request.</summary>
public sealed partial class OrderLog(ILogger<OrderLog> logger)
{
    /// <summary>Writes down an order.</summary>
    public void Add(Cart cart, decimal total) => Ordered(cart.Customer, cart.Lines.Count, total);

    [LoggerMessage(1, LogLevel.Information, "{Customer} has ordered {Lines} lines for {Total}")]
    private partial void Ordered(string customer, int lines, decimal total);
}
