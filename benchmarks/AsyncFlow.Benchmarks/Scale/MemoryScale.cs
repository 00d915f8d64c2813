using System.Globalization;
using AsyncFlow.Benchmarks.Workloads;

namespace AsyncFlow.Benchmarks.Scale;

/// <summary>What runs of figure 1 weigh: live ones, whose first two steps wait, and idle ones, which have ended and are kept for reuse.</summary>
internal static class MemoryScale
{
    private const int Runs = 10_000;

    // How many the pool of a flow keeps: fewer runs than that at a time all stay.
    private const int Idle = 250;

    public static async Task WriteAsync(TextWriter output)
    {
        await output.WriteLineAsync("| bytes of a run of figure 1 | live | idle |\n| --- | ---: | ---: |").ConfigureAwait(false);
        foreach (int _ in Enumerable.Range(0, 3))
        {
            // The thread pool's queues and all else that grows once has grown then.
            await MeasureAsync(ByHand, Runs).ConfigureAwait(false);
        }

        foreach ((string name, Func<Workload, Func<ValueTask>> side) in Sides())
        {
            // Idle first: all runs of a generated class share one pool, which is empty only once.
            (_, long idle) = await MeasureAsync(side, Idle).ConfigureAwait(false);
            (long live, _) = await MeasureAsync(side, Runs).ConfigureAwait(false);
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {name} | {live:N0} | {idle:N0} |")).ConfigureAwait(false);
        }
    }

    private static (string, Func<Workload, Func<ValueTask>>)[] Sides() =>
    [
        ("generated", static workload => () => workload.Generated.ExecuteAsync()),
        ("built at run time", static workload =>
        {
            IFlow flow = workload.Built();
            return () => flow.ExecuteAsync();
        }),
        ("by hand", ByHand),
    ];

    private static Func<ValueTask> ByHand(Workload workload)
    {
        Func<CancellationToken, Task> run = workload.ByHand();
        return () => new ValueTask(run(default));
    }

    private static async Task<(long Live, long Idle)> MeasureAsync(Func<Workload, Func<ValueTask>> side, int count)
    {
        GatedBody body = new();
        Func<ValueTask> run = side(new Workload(Shape.FigureOne, FlowKind.Async, body));
        ValueTask[] runs = new ValueTask[count];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        for (int i = 0; i < count; i++)
        {
#pragma warning disable CA2012 // Each is awaited once, below.
            runs[i] = run();
#pragma warning restore CA2012
        }

        long live = GC.GetTotalMemory(forceFullCollection: true) - before;
        body.Open();
        foreach (ValueTask ended in runs)
        {
            await ended.ConfigureAwait(false);
        }

        Array.Clear(runs);
        long idle = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(run);
        return (live / count, Math.Max(0, idle / count));
    }
}
