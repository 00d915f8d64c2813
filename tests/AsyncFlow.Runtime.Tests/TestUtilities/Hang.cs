using System.Runtime.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>Turns a wait that never ends into a failing test. A passing test's outcome does not depend on the time.</summary>
internal static class Hang
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task Within(this Task task, Func<string>? describe = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        // The limit's timer fires on the pool; if the pool itself is starved, the test runner's own limit is the last resort.
        if (await Task.WhenAny(task, Task.Delay(Limit)).ConfigureAwait(false) != task)
        {
            throw new TimeoutException($"Hangs: {what}. {describe?.Invoke()}");
        }

        await task.ConfigureAwait(false);
    }

    public static async Task<T> Within<T>(this Task<T> task, Func<string>? describe = null, [CallerArgumentExpression(nameof(task))] string what = "")
    {
        await Within((Task)task, describe, what).ConfigureAwait(false);
        return await task.ConfigureAwait(false);
    }

    public static Task Within(this ValueTask task, [CallerArgumentExpression(nameof(task))] string what = "") => task.AsTask().Within(null, what);

    public static Task<T> Within<T>(this ValueTask<T> task, [CallerArgumentExpression(nameof(task))] string what = "") => task.AsTask().Within(null, what);
}
