namespace AsyncFlow.Execution;

/// <summary>Something whose idle objects can be let go.</summary>
internal interface ITrimmable
{
    /// <summary>Lets some idle objects go. Called on the finalizer's thread.</summary>
    void Trim();
}

/// <summary>
/// Trims a pool at each full garbage collection, as the array pool of .NET does: an object without references whose finalizer registers
/// it again ages to the oldest generation.
/// </summary>
internal sealed class PoolTrimmer
{
    private readonly WeakReference<ITrimmable> _pool;

    private PoolTrimmer(ITrimmable pool) => _pool = new WeakReference<ITrimmable>(pool);

    ~PoolTrimmer()
    {
        if (_pool.TryGetTarget(out ITrimmable? pool))
        {
            pool.Trim();
            GC.ReRegisterForFinalize(this);
        }
    }

    /// <summary>Trims the pool at each full garbage collection, as long as it is in use.</summary>
    public static void Watch(ITrimmable pool) => _ = new PoolTrimmer(pool);
}
