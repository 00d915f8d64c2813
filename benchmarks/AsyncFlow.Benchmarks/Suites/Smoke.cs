using System.Diagnostics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Validators;

namespace AsyncFlow.Benchmarks.Suites;

/// <summary>Runs every benchmark once.</summary>
internal static class Smoke
{
    /// <returns>0 if all of them completed.</returns>
    public static int Run()
    {
        long start = Stopwatch.GetTimestamp();
        int count = 0;
        List<string> failures = [];
        foreach (Summary summary in BenchmarkRunner.Run(typeof(Smoke).Assembly, Configuration.Smoke))
        {
            count += summary.Reports.Length;
            failures.AddRange(summary.ValidationErrors.Where(static error => error.IsCritical).Select(static (ValidationError error) => error.Message));
            failures.AddRange(summary.Reports.Where(static report => !report.Success).Select(static report => $"{report.BenchmarkCase.DisplayInfo} did not complete."));
        }

        failures.ForEach(Console.Error.WriteLine);
        Console.WriteLine($"{count - failures.Count} of {count} benchmarks completed in {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s.");
        return failures.Count == 0 && count > 0 ? 0 : 1;
    }
}
