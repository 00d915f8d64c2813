using AsyncFlow.Benchmarks.Rounds;
using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>Flows of 10 to 100,000 steps.</summary>
internal static class StepScale
{
    private static readonly int[] s_counts = [10, 100, 1_000, 10_000, 100_000];

    public static async Task<List<Series>> MeasureAsync() =>
    [
        await MeasureAsync("chain", Shape.Chain).ConfigureAwait(false),
        await MeasureAsync("fan-out", Shape.FanOut).ConfigureAwait(false),
        await MeasureAsync("wavefront", static count => Shape.Wavefront((int)Math.Round(Math.Sqrt(count)))).ConfigureAwait(false),
    ];

    private static async Task<Series> MeasureAsync(string name, Func<int, Shape> make)
    {
        List<(int, double)> points = [];
        foreach (int count in s_counts)
        {
            Shape shape = make(count);
            IFlow flow = BuiltFlow.CreateCompleted(shape);
            double nanoseconds = await Measure.NanosecondsAsync(() => flow.ExecuteAsync()).ConfigureAwait(false);
            points.Add((count, nanoseconds / shape.Count));
        }

        return new(name, points);
    }
}
