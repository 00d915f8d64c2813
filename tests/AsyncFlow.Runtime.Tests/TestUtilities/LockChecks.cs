namespace AsyncFlow.Runtime.Tests;

/// <summary>Checks whether locks are free.</summary>
internal static class LockChecks
{
    /// <summary>Whether every permit of the lock can be taken without waiting. They are released again.</summary>
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
