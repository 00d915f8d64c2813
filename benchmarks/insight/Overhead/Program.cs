using System.Globalization;
using AsyncFlow;
using AsyncFlow.Benchmarks.Rounds;
using Overhead;

// What benchmarks/insight/run.sh starts.
//   WITH WITHOUT   compares two builds, in these folders, in runs without a report and without an observer
//   --reports      what a report adds to a step
//   --nothing      executes one flow, for the time that a process takes
switch (args)
{
    case [string with, string without]:
        await CompareBuildsAsync(new OtherBuild(with), new OtherBuild(without));
        break;
    case ["--reports"]:
        await CompareReportsAsync("a step that completes at once", Chains.Of());
        await CompareReportsAsync("with a free lock", Chains.Of(held: new FlowLock()));
        await CompareReportsAsync("under a concurrency limit", Chains.Of(maxConcurrency: 4));
        break;
    case ["--nothing"]:
        await new Seven().ExecuteAsync();
        break;
    default:
        Console.Error.WriteLine("Start benchmarks/insight/run.sh.");
        return 2;
}

return 0;

static async Task CompareBuildsAsync(OtherBuild with, OtherBuild without)
{
    foreach ((string title, string name) in ((string, string)[])[("a run of seven generated steps", "seven"), ("a run of 100 built steps", "chain"), ("the same build twice, seven steps", "seven")])
    {
        bool isControl = title.StartsWith("the same", StringComparison.Ordinal);
        Func<ValueTask> first = with.Create(name), second = (isControl ? with : without).Create(name);
        (IReadOnlyList<(double First, double Second)> pairs, bool disturbed) = await Sides.CompareAsync(first, second);
        double[] ratios = [.. pairs.Select(static pair => pair.First / pair.Second).Order()];
        double bytes = await Sides.BytesAsync(first);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {title} | {Measure.Median(pairs.Select(static pair => pair.First)):F1} | {Measure.Median(pairs.Select(static pair => pair.Second)):F1} | **{Measure.Median(ratios):F3}**{(disturbed ? "*" : "")} | {ratios[ratios.Length / 4]:F3} to {ratios[3 * ratios.Length / 4]:F3} | {bytes:F0} |"));
    }
}

static async Task CompareReportsAsync(string title, IFlow flow)
{
    Func<ValueTask> with = async () => await flow.RunAsync();
    (IReadOnlyList<(double First, double Second)> pairs, bool disturbed) = await Sides.CompareAsync(with, () => flow.ExecuteAsync());
    double more = Measure.Median(pairs.Select(static pair => pair.First - pair.Second)) / Chains.Length;
    double bytes = await Sides.BytesAsync(with) / Chains.Length;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {title} | {Measure.Median(pairs.Select(static pair => pair.Second)) / Chains.Length:F1} | {Measure.Median(pairs.Select(static pair => pair.First)) / Chains.Length:F1} | **{more:F0}**{(disturbed ? "*" : "")} | {bytes:F0} |"));
}
