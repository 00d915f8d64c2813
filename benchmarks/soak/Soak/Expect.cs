namespace Soak;

/// <summary>Checks what runs give.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T found)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, found))
        {
            throw new InvalidOperationException($"Expected {expected}, found {found}.");
        }
    }

    /// <summary>Cancels a run at some moment; it may have ended before.</summary>
    public static async Task CanceledAsync(Random random, Func<CancellationToken, Task> run)
    {
        using CancellationTokenSource source = new();
        Task running = run(source.Token);
        for (int i = random.Next(40); i > 0; i--)
        {
            await Task.Yield();
        }

        await source.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException) when (source.IsCancellationRequested)
        {
        }
    }

    /// <summary>A run fails with a message.</summary>
    public static async Task FailsAsync(string message, Task run)
    {
        try
        {
            await run;
        }
        catch (InvalidTimeZoneException failure) when (failure.Message == message)
        {
            return;
        }

        throw new InvalidOperationException($"Expected a failure: {message}");
    }
}
