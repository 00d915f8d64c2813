using System.Diagnostics;
using AsyncFlow;
using StartUp;

long start = Stopwatch.GetTimestamp();
int result = await new Job().ExecuteAsync();
Work.Report(result, Stopwatch.GetElapsedTime(start));

[Flow]
internal sealed partial class Job
{
    [Step]
    private static Task<int> Left(CancellationToken cancellationToken) => Work.LoadAsync(20, cancellationToken);

    [Step]
    private static Task<int> Right(CancellationToken cancellationToken) => Work.LoadAsync(21, cancellationToken);

    [Step]
    private static int Count([From(nameof(Right))] int right) => Work.Count(right);

    [Step, Output]
    private static Task<int> Add([From(nameof(Left))] int left, [From(nameof(Count))] int count, CancellationToken cancellationToken) =>
        Work.LoadAsync(left + count + 1, cancellationToken);
}
