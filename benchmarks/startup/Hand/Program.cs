using System.Diagnostics;
using StartUp;

long start = Stopwatch.GetTimestamp();
int result = await RunAsync(CancellationToken.None);
Work.Report(result, Stopwatch.GetElapsedTime(start));

static async Task<int> RunAsync(CancellationToken cancellationToken)
{
    Task<int> left = Work.LoadAsync(20, cancellationToken);
    Task<int> count = CountAsync(Work.LoadAsync(21, cancellationToken), cancellationToken);
    int[] both = await Task.WhenAll(left, count).ConfigureAwait(false);
    return await Work.LoadAsync(both[0] + both[1] + 1, cancellationToken).ConfigureAwait(false);
}

static async Task<int> CountAsync(Task<int> right, CancellationToken cancellationToken)
{
    int number = await right.ConfigureAwait(false);
    return await Task.Run(() => Work.Count(number), cancellationToken).ConfigureAwait(false);
}
