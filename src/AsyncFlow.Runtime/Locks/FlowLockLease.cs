namespace AsyncFlow;

/// <summary>Holds a lock that was entered by hand; disposing it releases the lock. Dispose it exactly once.</summary>
public readonly struct FlowLockLease : IDisposable
{
    private readonly IFlowLock? _lock;

    internal FlowLockLease(IFlowLock held) => _lock = held;

    /// <summary>Releases the lock.</summary>
    public void Dispose() => _lock?.Release();
}
