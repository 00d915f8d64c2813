using System.Threading.Channels;

namespace Crawler;

/// <summary>The addresses of a crawl: each is given once, and there are no more when all that were given are done. Thread-safe.</summary>
internal sealed class Frontier
{
    private readonly Channel<Uri> _addresses = Channel.CreateUnbounded<Uri>();
    private readonly HashSet<Uri> _known = [];

    // Given or to be given, and not done. Guarded by _known, as that is.
    private int _open;

    /// <param name="start">The first address.</param>
    public Frontier(Uri start) => Add(start);

    /// <summary>Adds an address, unless it is known.</summary>
    public void Add(Uri address)
    {
        lock (_known)
        {
            if (_known.Add(address))
            {
                _open++;
                _addresses.Writer.TryWrite(address);
            }
        }
    }

    /// <summary>An address adds no others any more.</summary>
    public void Done()
    {
        lock (_known)
        {
            if (--_open == 0)
            {
                _addresses.Writer.Complete();
            }
        }
    }

    /// <summary>The addresses, as they are added.</summary>
    public IAsyncEnumerable<Uri> ReadAllAsync(CancellationToken cancellationToken) => _addresses.Reader.ReadAllAsync(cancellationToken);
}
