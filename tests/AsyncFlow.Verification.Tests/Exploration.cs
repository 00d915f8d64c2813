using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using AsyncFlow.Interleaving;
using AsyncFlow.Scheduling;
using Xunit.Abstractions;

namespace AsyncFlow.Verification.Tests;

/// <summary>Explores subjects, and writes how far it went to the output and, if ASYNCFLOW_FIGURES names a file, to that.</summary>
internal static class Exploration
{
    static Exploration()
    {
        // A failing assertion of the library is a failure of the schedule instead of the end of the process.
        Trace.Listeners.Clear();
        Trace.Listeners.Add(new ThrowingListener());

        // The clock of a schedule is not that of the machine.
        RunScheduler.AloneLimit = long.MaxValue;
    }

    public static ExplorerResult Explore(this ITestOutputHelper output, Func<Subject> subject, ExplorerOptions? options = null, [CallerMemberName] string name = "", [CallerFilePath] string file = "")
    {
        Stopwatch watch = Stopwatch.StartNew();
        string row = $"{Path.GetFileNameWithoutExtension(file)} | {name.Replace('_', ' ')} | {Bound(options ?? Limits.Options)}";
        try
        {
            // What is made once for a flow, or for the process, is there before the first schedule.
            ExplorerResult result = Explorer.Run(subject, options ?? Limits.Options);
            Write(output, string.Create(
                CultureInfo.InvariantCulture,
                $"{row} | {result.Threads} | {result.Points} | {result.Schedules} | {(result.IsComplete ? "all" : "not all")} | {watch.Elapsed.TotalSeconds:0.0} s"));
            foreach (string race in result.Races)
            {
                output.WriteLine($"  race: {race}");
            }

            return result;
        }
        catch (ExplorerException exception)
        {
            Write(output, string.Create(CultureInfo.InvariantCulture, $"{row} | | | {exception.Schedules} | failed: {exception.InnerException!.Message.Split('\n')[0]} | {watch.Elapsed.TotalSeconds:0.0} s"));
            throw;
        }
    }

    private static string Bound(ExplorerOptions options) =>
        options.Deviations == int.MaxValue ? $"{options.Preemptions} preemptions" : $"{options.Deviations} deviations";

    private static void Write(ITestOutputHelper output, string row)
    {
        output.WriteLine(row);
        if (Environment.GetEnvironmentVariable("ASYNCFLOW_FIGURES") is { Length: > 0 } figures)
        {
            File.AppendAllText(figures, $"| {row} |\n");
        }
    }

    private sealed class ThrowingListener : TraceListener
    {
        public override void Fail(string? message, string? detailMessage) => throw new InvalidOperationException($"Assertion failed: {message} {detailMessage}");

        public override void Write(string? message) { }

        public override void WriteLine(string? message) { }
    }
}
