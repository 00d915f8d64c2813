namespace AsyncFlow.Runtime.Tests;

/// <summary>Asks locks whether they are held.</summary>
internal static class LockChecks
{
    /// <summary>Whether the lock can be taken as often as it has permits, without waiting. It is free again afterwards.</summary>
    public static bool IsFree(this object gate, int permits = 1)
    {
        if (gate is SemaphoreSlim semaphore)
        {
            return semaphore.CurrentCount == permits;
        }

        using CancellationTokenSource giveUp = new();
        int taken = 0;
        for (; taken < permits; taken++)
        {
            Task acquired = ((IFlowLock)gate).AcquireAsync(giveUp.Token).AsTask();
            if (!acquired.IsCompletedSuccessfully)
            {
                giveUp.Cancel();
                break;
            }
        }

        for (int i = 0; i < taken; i++)
        {
            ((IFlowLock)gate).Release();
        }

        return taken == permits;
    }
}
