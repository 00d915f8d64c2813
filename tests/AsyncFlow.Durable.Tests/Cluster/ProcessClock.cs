using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace AsyncFlow.Durable.Tests.Cluster;

/// <summary>The wall clock of a process, which a test sets while the process runs.</summary>
internal sealed class ProcessClock : IDisposable
{
    private static readonly Lazy<(string? Library, string? Missing)> s_library = new(Compile);

    private readonly string _file = Path.GetTempFileName();

    public ProcessClock(TimeSpan ahead) => Set(ahead);

    /// <summary>Why this machine cannot have such clocks; null if it can.</summary>
    public static string? Missing => s_library.Value.Missing;

    /// <summary>The environment variables of a process that has this clock.</summary>
    public Dictionary<string, string> Environment => new() { ["LD_PRELOAD"] = s_library.Value.Library!, ["SILO_CLOCK"] = _file };

    /// <summary>Sets the clock.</summary>
    /// <param name="ahead">How far it is ahead of the right time.</param>
    public void Set(TimeSpan ahead)
    {
        using FileStream file = new(_file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Write(BitConverter.GetBytes((long)ahead.TotalSeconds));
    }

    public void Dispose() => File.Delete(_file);

    private static (string? Library, string? Missing) Compile()
    {
        const string Needed = "Clocks of their own for processes need Linux and a compiler of C: apt-get install gcc libc6-dev";
        if (!OperatingSystem.IsLinux())
        {
            return (null, Needed);
        }

        string library = Path.Join(AppContext.BaseDirectory, "clock.so");
        try
        {
            using Process compiler = Process.Start("cc", ["-shared", "-fPIC", "-O2", "-o", library, Source()]);
            compiler.WaitForExit();
            return compiler.ExitCode == 0 ? (library, null) : (null, Needed);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (null, Needed);
        }
    }

    private static string Source([CallerFilePath] string own = "") => Path.Join(Path.GetDirectoryName(own), "clock.c");
}
