namespace AsyncFlow.Runtime.Tests;

/// <summary>Callers of flows on special threads.</summary>
internal static class Caller
{
    /// <summary>
    /// Measures runs that stay on their caller. A run leaves it if it takes long, and so also if something else has the processor meanwhile; then all runs
    /// are measured again, a few times.
    /// </summary>
    /// <param name="measure">What is measured; null if a run left the caller.</param>
    public static long MeasureUndisturbed(Func<long?> measure)
    {
        for (int attempt = 0; attempt < 20; attempt++)
        {
            if (measure() is { } measured)
            {
                return measured;
            }
        }

        throw new InvalidOperationException("Runs left the caller's phase each time.");
    }

    /// <summary>
    /// Runs the body on a thread outside the pool, without a synchronization context. The thread is blocked until
    /// the body's task has ended, so only the first part of the body can run on it.
    /// </summary>
    /// <param name="body">The body. Its first part, up to its first suspension, runs on the thread.</param>
    /// <param name="stackSize">The size of the thread's stack in bytes; 0 is the default.</param>
    public static Task<T> OnOwnThread<T>(Func<Task<T>> body, int stackSize = 0)
    {
        TaskCompletionSource<T> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(
            () =>
            {
                try
                {
                    result.SetResult(body().GetAwaiter().GetResult());
                }
                catch (Exception exception)
                {
                    result.SetException(exception);
                }
            },
            stackSize);
        thread.IsBackground = true;
        thread.Start();
        return result.Task.Within();
    }

    public static Task OnOwnThread(Func<Task> body) => OnOwnThread(async () =>
    {
        await body();
        return true;
    });
}
