using System.Diagnostics;
using System.Globalization;

namespace Soak;

/// <summary>What the process takes at one moment, while no flow runs.</summary>
/// <param name="Elapsed">How long flows have run.</param>
/// <param name="Runs">How many runs have ended.</param>
/// <param name="Heap">Bytes of live objects, after a full collection.</param>
/// <param name="WorkingSet">Bytes of physical memory.</param>
/// <param name="Threads">Threads of the process.</param>
/// <param name="Handles">Open handles; on Linux, open files.</param>
internal sealed record Sample(TimeSpan Elapsed, long Runs, long Heap, long WorkingSet, int Threads, int Handles)
{
    public const string CsvHeader = "seconds,runs,heap bytes,working set bytes,threads,handles\n";

    public static Sample Take(TimeSpan elapsed, long runs)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long heap = GC.GetTotalMemory(forceFullCollection: true);
        using Process process = Process.GetCurrentProcess();
        return new(elapsed, runs, heap, process.WorkingSet64, process.Threads.Count, process.HandleCount);
    }

    public string ToCsv() => string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.0},{Runs},{Heap},{WorkingSet},{Threads},{Handles}\n");
}
