namespace Soak;

/// <summary>What a run has to dispose. Those that are open are counted, and disposing one twice is an error.</summary>
internal class Resource : IDisposable
{
    private static long s_open;

    private int _isDisposed;

    public Resource() => Interlocked.Increment(ref s_open);

    /// <summary>How many have been made and not disposed.</summary>
    public static long Open => Interlocked.Read(ref s_open);

    /// <summary>Gives back the value; an error if this has been disposed.</summary>
    public int Check(int value)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
        return value;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            throw new InvalidOperationException("Disposed twice.");
        }

        Interlocked.Decrement(ref s_open);
    }
}

/// <summary>A result of a step that is owned.</summary>
internal sealed class Page(int number) : Resource
{
    public int Number => number;
}
