namespace AsyncFlow;

/// <summary>
/// A lock of the whole cluster, which a fixed number of steps of <see cref="DurableAttribute">[Durable]</see> flows hold at a time, in whatever processes they run. Keep it
/// in a static field, and name that in <see cref="WithLockAttribute">[WithLock]</see>. Immutable: the name is all that counts, and two of one name are the same lock.
/// </summary>
/// <remarks>
/// In a run without storage, by <c>ExecuteAsync</c>, it is a lock of this process.
/// </remarks>
/// <example>
/// <code>
/// private static readonly DurableSemaphore s_net = new("net", permits: 4);
///
/// [Step, WithLock(nameof(s_net))]
/// Task&lt;Page&gt; Fetch([Each(nameof(Urls))] Uri url, CancellationToken ct) => …;
/// </code>
/// </example>
public sealed class DurableSemaphore
{
    /// <summary>Names a lock. Nothing is taken.</summary>
    /// <param name="name">The name, the same in all processes; case-sensitive.</param>
    /// <param name="permits">How many steps can hold it at a time; 1 by default. The same wherever the name occurs.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or white space.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is less than 1.</exception>
    public DurableSemaphore(string name, int permits = 1)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        Name = name;
        Permits = permits;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>How many steps can hold it at a time.</summary>
    public int Permits { get; }

    /// <summary>The name, with the number of permits if there are several: <c>net:4</c>.</summary>
    public override string ToString() => Permits == 1 ? Name : FormattableString.Invariant($"{Name}:{Permits}");
}
