using System.Globalization;

namespace StartUp;

/// <summary>What both programs do: three pieces of work and what is made of them.</summary>
internal static class Work
{
    public static async Task<int> LoadAsync(int number, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        return number;
    }

    public static int Count(int number) => number + 1;

    /// <summary>The last line of both: how long the first run took, in microseconds.</summary>
    public static void Report(int result, TimeSpan firstRun) => Console.WriteLine(result == 43
        ? firstRun.TotalMicroseconds.ToString("0", CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The result is {result}, not 43."));
}
