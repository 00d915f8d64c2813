using System.Collections.Concurrent;

namespace AsyncFlow.Durable.Tests.Locks;

/// <summary>Which steps hold locks now, and in what order they got them.</summary>
public sealed class Holders
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Count, int Most)> _counts = [];

    /// <summary>The fences of each lock, in the order in which steps began.</summary>
    public ConcurrentQueue<(string Lock, long Fence)> Fences { get; } = new();

    /// <summary>How many held a lock at the same time, at most.</summary>
    public int Most(string name)
    {
        lock (_gate)
        {
            return _counts.GetValueOrDefault(name).Most;
        }
    }

    /// <summary>A step begins. What is returned ends it.</summary>
    public IAsyncDisposable Enter(string name, long fence)
    {
        Change(name, 1);
        Fences.Enqueue((name, fence));
        return new Holder(this, name);
    }

    private void Change(string name, int change)
    {
        lock (_gate)
        {
            (int count, int most) = _counts.GetValueOrDefault(name);
            _counts[name] = (count + change, Math.Max(most, count + change));
        }
    }

    private sealed class Holder(Holders holders, string name) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            holders.Change(name, -1);
            return default;
        }
    }
}
