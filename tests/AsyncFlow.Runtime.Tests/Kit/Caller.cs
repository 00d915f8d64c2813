namespace AsyncFlow.Runtime.Tests;

/// <summary>Callers of flows in a chosen situation.</summary>
internal static class Caller
{
    /// <summary>
    /// Runs the body on a thread that is not the pool's and has no synchronization context. The thread is blocked until
    /// the body's task has ended, so nothing but the body's first part can ever run on it.
    /// </summary>
    /// <param name="body">The body; its first part runs on the thread.</param>
    /// <param name="stackSize">How large the thread's stack is, in bytes; 0 is the default.</param>
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
