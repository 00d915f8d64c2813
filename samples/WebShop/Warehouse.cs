namespace WebShop;

/// <summary>The products and how many pieces of them there are. Thread-safe.</summary>
public sealed class Warehouse
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (decimal Price, int Pieces)> _products = [];

    /// <summary>Adds pieces of a product.</summary>
    public void Add(string product, decimal price, int pieces)
    {
        lock (_lock)
        {
            _products[product] = (price, PiecesOf(product) + pieces);
        }
    }

    /// <summary>How many pieces are left.</summary>
    public int PiecesOf(string product)
    {
        lock (_lock)
        {
            return _products.GetValueOrDefault(product).Pieces;
        }
    }

    /// <summary>The price of a line.</summary>
    /// <exception cref="OutOfStockException">There is no such product.</exception>
    public decimal PriceOf(CartLine line)
    {
        lock (_lock)
        {
            return _products.TryGetValue(line.Product, out (decimal Price, int Pieces) found) ? found.Price * line.Pieces : throw new OutOfStockException(line.Product);
        }
    }

    /// <summary>Takes all lines, or none.</summary>
    /// <returns>What puts the pieces back unless it is kept.</returns>
    /// <exception cref="OutOfStockException">There are too few pieces.</exception>
    public Reservation Reserve(IReadOnlyList<CartLine> lines)
    {
        lock (_lock)
        {
            foreach (IGrouping<string, CartLine> wanted in lines.GroupBy(static line => line.Product))
            {
                if (PiecesOf(wanted.Key) < wanted.Sum(static line => line.Pieces))
                {
                    throw new OutOfStockException(wanted.Key);
                }
            }

            Move(lines, -1);
            return new Reservation(this, lines);
        }
    }

    internal void PutBack(IReadOnlyList<CartLine> lines)
    {
        lock (_lock)
        {
            Move(lines, 1);
        }
    }

    private void Move(IReadOnlyList<CartLine> lines, int sign)
    {
        foreach (CartLine line in lines)
        {
            (decimal price, int pieces) = _products[line.Product];
            _products[line.Product] = (price, pieces + (sign * line.Pieces));
        }
    }
}

/// <summary>Pieces that were taken from the warehouse. Disposing of it puts them back, unless they are paid.</summary>
public sealed class Reservation(Warehouse warehouse, IReadOnlyList<CartLine> lines) : IDisposable
{
    private bool _isKept;

    /// <summary>Keeps the pieces: they are sold.</summary>
    public void Keep() => _isKept = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isKept)
        {
            warehouse.PutBack(lines);
        }
    }
}
