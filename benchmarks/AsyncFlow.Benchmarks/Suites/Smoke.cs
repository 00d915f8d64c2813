using System.Diagnostics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Runs every benchmark once.</summary>
internal static class Smoke
{
    /// <returns>0 if all of them completed.</returns>
    public static int Run()
    {
        long start = Stopwatch.GetTimestamp();
        int completed = 0;
        HashSet<string> problems = [];
        foreach (Summary summary in BenchmarkRunner.Run(typeof(Smoke).Assembly, Configuration.Smoke))
        {
            completed += summary.Reports.Count(static report => report.Success);
            problems.UnionWith(summary.ValidationErrors.Where(static error => error.IsCritical).Select(static error => error.Message));
            problems.UnionWith(summary.Reports.Where(static report => !report.Success).Select(static report => $"{report.BenchmarkCase.DisplayInfo} did not complete."));
        }

        foreach (string problem in problems)
        {
            Console.Error.WriteLine(problem);
        }

        Console.WriteLine($"{completed} benchmarks completed in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s; {problems.Count} problems.");
        return problems.Count == 0 && completed > 0 ? 0 : 1;
    }
}
