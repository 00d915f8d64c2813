namespace AsyncFlow;

/// <summary>Takes and releases a lock of any type that a step can hold.</summary>
internal static class AnyLock
{
    public static bool IsLock(object candidate) => candidate is IFlowLock or SemaphoreSlim;

    /// <summary>Takes the lock if that needs no wait and no token; false says nothing about whether it is free.</summary>
    public static bool TryAcquire(object heldLock) => heldLock switch
    {
        IPermitLock ours => ours.Permits.TryAcquire(),
        SemaphoreSlim semaphore => semaphore.Wait(0),
        _ => false,
    };

    public static ValueTask AcquireAsync(object heldLock, CancellationToken cancellationToken) => heldLock switch
    {
        IPermitLock ours => ours.Permits.AcquireAsync(runContinuationsAsynchronously: false, cancellationToken),
        SemaphoreSlim semaphore => new ValueTask(semaphore.WaitAsync(cancellationToken)),
        IFlowLock custom => custom.AcquireAsync(cancellationToken),
        _ => throw new ArgumentException($"A {heldLock.GetType()} is no lock.", nameof(heldLock)),
    };

    public static void Release(object heldLock)
    {
        if (heldLock is SemaphoreSlim semaphore)
        {
            semaphore.Release();
        }
        else
        {
            ((IFlowLock)heldLock).Release();
        }
    }
}
