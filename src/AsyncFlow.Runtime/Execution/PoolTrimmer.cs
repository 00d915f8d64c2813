using System.Runtime.InteropServices;

namespace AsyncFlow.Execution;

/// <summary>Something whose idle objects can be released.</summary>
internal interface ITrimmable
{
    /// <summary>Releases some idle objects. Called on the finalizer's thread.</summary>
    void Trim();
}

/// <summary>
/// Trims a pool at each full garbage collection, as the array pool of .NET does: an object without references whose finalizer registers
/// it again ages to the oldest generation.
/// </summary>
internal sealed class PoolTrimmer
{
    // Not a WeakReference: that has a finalizer of its own, which may run first.
    private GCHandle _pool;

    private PoolTrimmer(ITrimmable pool) => _pool = GCHandle.Alloc(pool, GCHandleType.Weak);

    ~PoolTrimmer()
    {
        if (_pool.Target is ITrimmable pool)
        {
            pool.Trim();
            GC.ReRegisterForFinalize(this);
        }
        else
        {
            _pool.Free();
        }
    }

    /// <summary>Trims the pool at each full garbage collection, as long as it is in use.</summary>
    public static void Watch(ITrimmable pool) => _ = new PoolTrimmer(pool);
}
