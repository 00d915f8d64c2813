namespace AsyncFlow.Locks;

/// <summary>Takes and releases a lock of any type that a step can hold.</summary>
internal static class AnyLock
{
    public static bool IsLock(object candidate) => candidate is IFlowLock or SemaphoreSlim;

    /// <summary>Whether the lock is of a type that this library does not know.</summary>
    public static bool IsCustom(object heldLock) => heldLock is not (IPermitLock or SemaphoreSlim);

    /// <summary>Takes the lock if that needs no wait and no token. False does not imply that the lock is taken: a custom one always returns it.</summary>
    public static bool TryAcquire(object heldLock) => heldLock switch
    {
        IPermitLock ours => ours.Permits.TryAcquire(),
        SemaphoreSlim semaphore => semaphore.Wait(0),
        _ => false,
    };

    /// <summary>Takes the lock; completes when the caller holds it.</summary>
    public static ValueTask AcquireAsync(object heldLock, CancellationToken cancellationToken) => heldLock switch
    {
        IPermitLock ours => ours.Permits.AcquireAsync(runContinuationsAsynchronously: false, cancellationToken),
        SemaphoreSlim semaphore => new ValueTask(semaphore.WaitAsync(cancellationToken)),
        IFlowLock custom => custom.AcquireAsync(cancellationToken),
        _ => throw new ArgumentException($"A {heldLock.GetType()} is not a lock.", nameof(heldLock)),
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
