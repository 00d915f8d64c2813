using AsyncFlow;

namespace WebShop;

/// <summary>What the shop needs before it takes orders, and how it ends: no request is accepted before the shelves are full.</summary>
[Flow]
public partial class ShopServices(Warehouse warehouse, ILogger<ShopServices> logger)
{
    [Step]
    private async Task<IReadOnlyList<(string Product, decimal Price, int Pieces)>> ReadCatalog(CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return [("tea", 4.50m, 100), ("cup", 12m, 20), ("samovar", 1_200m, 1)];
    }

    [Step]
    private void FillShelves(IReadOnlyList<(string Product, decimal Price, int Pieces)> catalog)
    {
        foreach ((string product, decimal price, int pieces) in catalog)
        {
            warehouse.Add(product, price, pieces);
        }
    }

    [Stops(nameof(FillShelves))]
    private void CountShelves(IReadOnlyList<(string Product, decimal Price, int Pieces)> catalog)
    {
        foreach ((string product, decimal _, int pieces) in catalog)
        {
            Sold(product, pieces - warehouse.PiecesOf(product));
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Sold {Pieces} of {Product}")]
    private partial void Sold(string product, int pieces);
}
