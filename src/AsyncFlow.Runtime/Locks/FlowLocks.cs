using AsyncFlow.Locks;

namespace AsyncFlow;

/// <summary>
/// A lock for each key: steps with equal keys share its permits, steps with different keys do not wait for each other. First come, first
/// served within a key. Name it in <see cref="WithLockAttribute">[WithLock]</see> together with the method that gives the key, or take a key by
/// hand with <see cref="AcquireAsync"/>. Keys that are not in use take no memory. Safe to use from any thread.
/// </summary>
/// <remarks>Not reentrant: who holds a key and waits for it again needs another permit.</remarks>
/// <typeparam name="TKey">The type of the keys. Keys must not change as long as they are in use.</typeparam>
/// <example>
/// <code>
/// private readonly FlowLocks&lt;string&gt; _hosts = new(permits: 2);
///
/// [Step, WithLock(nameof(_hosts), Key = nameof(HostOf))]
/// Task&lt;Page&gt; Fetch([Each(nameof(Links))] Uri url, CancellationToken ct) => …;
///
/// static string HostOf(Uri url) => url.Host;
/// </code>
/// </example>
public sealed class FlowLocks<TKey> where TKey : notnull
{
    // A table of this size is kept even if few keys are in use.
    private const int SmallCapacity = 64;

    // A table is made smaller when less than one of so many places is taken.
    private const int SparseFactor = 8;

    private readonly object _gate = new();

    // The keys in use. Guarded by _gate, as are the numbers of their users.
    private readonly Dictionary<TKey, KeyLock> _inUse;
    private int _capacity;

    /// <summary>Creates a set of locks that are all free.</summary>
    /// <param name="permits">How many can hold the same key at a time; at least 1.</param>
    /// <param name="comparer">Which keys are equal; null for the default. It must not throw, and is called while a lock is held.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="permits"/> is less than 1.</exception>
    public FlowLocks(int permits = 1, IEqualityComparer<TKey>? comparer = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(permits, 1);
        Permits = permits;
        _inUse = new Dictionary<TKey, KeyLock>(comparer);
    }

    /// <summary>How many can hold the same key at a time.</summary>
    public int Permits { get; }

    /// <summary>How many keys are in use: held, waited for, or needed by a step that is about to take its locks.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _inUse.Count;
            }
        }
    }

    /// <summary>Waits for a permit of a key and returns a lease that releases it when disposed.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Cancels the wait; no permit is then held.</param>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before a permit was taken.</exception>
    /// <example><code>using (await _hosts.AcquireAsync(url.Host, cancellationToken)) { /* with this host */ }</code></example>
    public ValueTask<FlowLockLease> AcquireAsync(TKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<FlowLockLease>(cancellationToken);
        }

        KeyedLock used = Use(key);
        return used.Leases.TryEnter(out FlowLockLease lease) ? new(lease) : WaitAsync(used, cancellationToken);
    }

    /// <summary>Takes a permit of a key if one is free, without waiting.</summary>
    /// <param name="key">The key.</param>
    /// <param name="lease">Releases the permit when disposed; does nothing if none was taken.</param>
    /// <returns>Whether a permit was taken.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="key"/> is null.</exception>
    public bool TryEnter(TKey key, out FlowLockLease lease)
    {
        ArgumentNullException.ThrowIfNull(key);
        KeyedLock used = Use(key);
        if (used.Leases.TryEnter(out lease))
        {
            return true;
        }

        used.EndUse();
        return false;
    }

    /// <summary>The lock of a key, which the caller uses until <see cref="KeyedLock.EndUse"/>.</summary>
    internal KeyedLock Use(TKey key)
    {
        lock (_gate)
        {
            if (!_inUse.TryGetValue(key, out KeyLock? used))
            {
                used = new KeyLock(this, key);
                _inUse.Add(key, used);
                _capacity = Math.Max(_capacity, _inUse.Count);
            }

            used.Users++;
            return used;
        }
    }

    private static async ValueTask<FlowLockLease> WaitAsync(KeyedLock used, CancellationToken cancellationToken)
    {
        try
        {
            return await used.Leases.EnterAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            used.EndUse();
            throw;
        }
    }

    private void EndUse(KeyLock used)
    {
        lock (_gate)
        {
            if (--used.Users > 0)
            {
                return;
            }

            _inUse.Remove(used.Key);

            // The table of a dictionary only grows by itself. Making it smaller costs as much as the removals since it was filled.
            if (_capacity > SmallCapacity && _inUse.Count < _capacity / SparseFactor)
            {
                _inUse.TrimExcess();
                _capacity = _inUse.Count;
            }
        }
    }

    private sealed class KeyLock(FlowLocks<TKey> owner, TKey key) : KeyedLock(owner.Permits)
    {
        public TKey Key => key;

        /// <summary>How many use the key now. Guarded by the gate of the owner.</summary>
        public int Users { get; set; }

        public override void EndUse() => owner.EndUse(this);

        public override string ToString() => $"key '{key}'";
    }
}
