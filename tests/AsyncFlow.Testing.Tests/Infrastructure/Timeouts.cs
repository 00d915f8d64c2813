namespace AsyncFlow.Testing.Tests.Infrastructure;

/// <summary>Makes a test fail instead of waiting forever.</summary>
internal static class Timeouts
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    public static Task Within(this ValueTask task) => task.AsTask().WaitAsync(s_limit);

    public static Task<T> Within<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(s_limit);

    public static Task Within(this Task task) => task.WaitAsync(s_limit);

    public static Task<T> Within<T>(this Task<T> task) => task.WaitAsync(s_limit);
}
