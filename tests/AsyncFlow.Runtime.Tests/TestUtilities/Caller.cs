namespace AsyncFlow.Runtime.Tests;

/// <summary>Callers of flows on special threads.</summary>
internal static class Caller
{
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
