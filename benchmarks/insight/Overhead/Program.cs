using System.Diagnostics;
using System.Globalization;
using AsyncFlow;
using Overhead;

// What benchmarks/insight/run.sh starts. Without arguments: for each kind of run without a report and without an observer, its nanoseconds and bytes.
// With --reports: what a report adds to a step.
// With --nothing: executes one flow, for the time that a process takes.
if (args is ["--nothing"])
{
    await new Seven().ExecuteAsync();
    return;
}

IFlow seven = new Seven(), chain = Chains.Of();
if (args is ["--reports"])
{
    Print("| a step that completes at once | ", chain);
    Print("| with a free lock | ", Chains.Of(held: new FlowLock()));
    Print("| under a concurrency limit | ", Chains.Of(maxConcurrency: 4));
    return;
}

foreach ((string name, IFlow flow) in ((string, IFlow)[])[("seven", seven), ("chain", chain)])
{
    Func<ValueTask> run = () => flow.ExecuteAsync();
    (double nanoseconds, double bytes) = Measure(run);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {nanoseconds:F3} {bytes:F3}"));
}

static void Print(string row, IFlow flow)
{
    Func<ValueTask> without = () => flow.ExecuteAsync(), with = async () => await flow.RunAsync();
    List<(double Without, double With, double Bytes)> pairs = [];
    for (int pair = 0; pair < 15; pair++)
    {
        (double nanoseconds, _) = Measure(without);
        (double reported, double bytes) = Measure(with);
        pairs.Add((nanoseconds / Chains.Length, reported / Chains.Length, bytes / Chains.Length));
    }

    double added = Median(pairs.Select(static pair => pair.With - pair.Without));
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{row}{Median(pairs.Select(static pair => pair.Without)):F1} | {Median(pairs.Select(static pair => pair.With)):F1} | **{added:F0}** | {Median(pairs.Select(static pair => pair.Bytes)):F0} |"));
}

// The median of rounds of about 5 ms, after as long as it takes until the code is the final one.
static (double Nanoseconds, double Bytes) Measure(Func<ValueTask> run)
{
    for (Stopwatch clock = Stopwatch.StartNew(); clock.ElapsedMilliseconds < 400;)
    {
        Round(run, 100);
    }

    int count = 1;
    while (Round(run, count) * count < 5e6)
    {
        count *= 2;
    }

    double[] rounds = [.. Enumerable.Range(0, 25).Select(_ => Round(run, count))];
    double bytes = Enumerable.Range(0, 5).Min(_ => BytesOf(run, count));
    return (Median(rounds), bytes);
}

static double BytesOf(Func<ValueTask> run, int count)
{
    long before = GC.GetAllocatedBytesForCurrentThread();
    Round(run, count);
    return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count;
}

static double Round(Func<ValueTask> run, int count)
{
    long start = Stopwatch.GetTimestamp();
    for (int i = 0; i < count; i++)
    {
        // Not completed only if the thread lost its processor for so long that the run was shared with others.
        ValueTask task = run();
        if (!task.IsCompletedSuccessfully)
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }

    return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
}

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
