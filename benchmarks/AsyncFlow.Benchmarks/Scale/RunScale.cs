using AsyncFlow.Benchmarks.Rounds;
using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>1 to 10,000 runs of figure 1 at the same time, whose steps all go through the thread pool.</summary>
internal static class RunScale
{
    private static readonly int[] s_counts = [1, 10, 100, 1_000, 10_000];

    public static async Task<List<Series>> MeasureAsync()
    {
        Workload workload = new(Shape.FigureOne, Work.Yielding);
        IFlow built = workload.Built();
        Func<CancellationToken, Task> byHand = workload.ByHand();
        return
        [
            await MeasureAsync("generated", count => RunAsync(workload.Generated, new ValueTask[count])).ConfigureAwait(false),
            await MeasureAsync("built at run time", count => RunAsync(built, new ValueTask[count])).ConfigureAwait(false),
            await MeasureAsync("by hand", count => new ValueTask(Task.WhenAll(Enumerable.Range(0, count).Select(_ => byHand(default))))).ConfigureAwait(false),
        ];
    }

    private static async Task<Series> MeasureAsync(string name, Func<int, ValueTask> run)
    {
        List<(int, double)> points = [];
        foreach (int count in s_counts)
        {
            double nanoseconds = await Measure.NanosecondsAsync(() => run(count)).ConfigureAwait(false);
            points.Add((count, nanoseconds / count / Shape.FigureOne.Count));
        }

        return new(name, points);
    }

    private static async ValueTask RunAsync(IFlow flow, ValueTask[] runs)
    {
        for (int i = 0; i < runs.Length; i++)
        {
#pragma warning disable CA2012 // Each is awaited once, below.
            runs[i] = flow.ExecuteAsync();
#pragma warning restore CA2012
        }

        foreach (ValueTask run in runs)
        {
            await run.ConfigureAwait(false);
        }
    }
}
