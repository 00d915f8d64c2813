using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Rounds;

/// <summary>
/// How many cores a side keeps busy with useful work, by the size of a step: the time of the same work in a loop on one thread, measured in turns
/// with it, divided by the time of the graph. Prints a line for each size: nanoseconds of a step, cores, and whether other processes disturbed it.
/// </summary>
internal static class Granularity
{
    private const double RoundSeconds = 0.006;
    private const double WarmUpSeconds = 0.1;

    /// <param name="side">Who runs the graph: sync, async, yield, hand, handyield or dataflow.</param>
    /// <param name="shapeName">The graph.</param>
    public static async Task<int> RunAsync(string side, string shapeName)
    {
        Shape shape = Shape.Find(shapeName);
        SpinBody body = new(yields: side.EndsWith("yield", StringComparison.Ordinal));
        Func<ValueTask> run = Side(side, shape, body);
        ValueTask Serial()
        {
            for (int step = 0; step < shape.Count; step++)
            {
                body.Run();
            }

            return default;
        }

        await WarmUpAsync(run, Serial).ConfigureAwait(false);
        double iteration = NanosecondsOfIteration(body);
        foreach (string text in (Environment.GetEnvironmentVariable("SIZES") ?? "25 50 100 200 400 800 1600 3200 6400 12800 25600 51200 100000").Split(' '))
        {
            body.Iterations = Math.Max(1, (int)Math.Round(double.Parse(text, CultureInfo.InvariantCulture) / iteration));
            (double cores, bool disturbed) = await CoresAsync(run, Serial).ConfigureAwait(false);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{text} {cores:0.000}{(disturbed ? " disturbed" : "")}"));
        }

        return 0;
    }

    private static Func<ValueTask> Side(string side, Shape shape, Body body)
    {
        Workload workload = new(shape, side is "sync" or "hand" or "dataflow" ? FlowKind.Sync : FlowKind.Async, body);
        switch (side)
        {
            case "sync" or "async" or "yield":
                IFlow flow = workload.Generated;
                return () => flow.ExecuteAsync();
            case "hand" or "handyield":
                Func<CancellationToken, Task> byHand = workload.ByHand();
                return () => new ValueTask(byHand(default));
            case "dataflow":
                DataflowGraph graph = workload.Dataflow();
                return () => new ValueTask(graph.RunAsync());
            default:
                throw new ArgumentException($"Unknown side '{side}'. The sides are sync, async, yield, hand, handyield and dataflow.", nameof(side));
        }
    }

    // Until the JIT compiler has had nothing to do for a while, with steps of several sizes.
    private static async Task WarmUpAsync(Func<ValueTask> run, Func<ValueTask> serial)
    {
        long changed = Stopwatch.GetTimestamp();
        long compiled = JitInfo.GetCompiledMethodCount();
        while (Stopwatch.GetElapsedTime(changed).TotalSeconds < 1)
        {
            await TimeAsync(run, 5).ConfigureAwait(false);
            await TimeAsync(serial, 5).ConfigureAwait(false);
            if (JitInfo.GetCompiledMethodCount() is long now && now != compiled)
            {
                (compiled, changed) = (now, Stopwatch.GetTimestamp());
            }
        }
    }

    private static double NanosecondsOfIteration(SpinBody body)
    {
        body.Iterations = 100_000;
        double best = double.MaxValue;
        for (int i = 0; i < 50; i++)
        {
            long start = Stopwatch.GetTimestamp();
            body.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / body.Iterations);
        }

        return best;
    }

    private static async Task<(double Cores, bool Disturbed)> CoresAsync(Func<ValueTask> run, Func<ValueTask> serial)
    {
        // A flow whose runs were short is not timed again before the next full collection.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        (int count, int serialCount) = (1, 1);
        long start = Stopwatch.GetTimestamp();
        async Task<double> RoundAsync()
        {
            double alone = await TimeAsync(serial, serialCount).ConfigureAwait(false);
            double graph = await TimeAsync(run, count).ConfigureAwait(false);
            (count, serialCount) = (Count(graph), Count(alone));
            return alone / graph;
        }

        do
        {
            await RoundAsync().ConfigureAwait(false);
        }
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < WarmUpSeconds);
        (IReadOnlyList<double> rounds, bool disturbed) = await Machine.MeasureAsync(RoundAsync).ConfigureAwait(false);
        return (Measure.Median(rounds), disturbed);
    }

    private static int Count(double seconds) => Math.Max(1, (int)(RoundSeconds / seconds));

    private static async Task<double> TimeAsync(Func<ValueTask> run, int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            await run().ConfigureAwait(false);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / count;
    }
}
