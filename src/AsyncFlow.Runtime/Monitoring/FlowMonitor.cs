using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using AsyncFlow.Monitoring;

namespace AsyncFlow;

/// <summary>
/// Tells what the flows of the process are doing: every live run as a tree, with what each step waits for, which step of which run holds that, and
/// since when. Off until it is enabled, and then without cost. Thread-safe.
/// </summary>
/// <remarks>
/// The environment variable <c>ASYNCFLOW_MONITOR=1</c> enables it from the start of the process, and has the runs printed to the standard
/// error stream when the process receives <c>SIGQUIT</c> (<c>kill -QUIT</c>, Ctrl+\, or on Windows Ctrl+Break), which then does not end it.
/// Programs published as native executables read the variable if their property <c>EventSourceSupport</c> is <c>true</c>.
/// </remarks>
/// <example>
/// <code>
/// FlowMonitor.Enable();
/// // … when a flow hangs:
/// Console.Error.WriteLine(FlowMonitor.Describe());
/// </code>
/// </example>
public static class FlowMonitor
{
    private const string Variable = "ASYNCFLOW_MONITOR";

    private static readonly object s_gate = new();

    // Both null while the monitor is off. Changed under the gate.
    private static LiveRuns? s_runs;
    private static IDisposable? s_subscription;

    // The handler of the signal, if the environment asked for it. Not used any more, it would be removed by the garbage collector.
    private static IDisposable? s_signal;

    /// <summary>Whether live runs are monitored.</summary>
    public static bool IsEnabled => Volatile.Read(ref s_runs) is not null;

    /// <summary>Monitors every run that starts from now on. Calling it again does nothing.</summary>
    public static void Enable()
    {
        lock (s_gate)
        {
            if (s_runs is null)
            {
                LiveRuns runs = new();
                s_subscription = FlowObserver.Subscribe(runs);
                Volatile.Write(ref s_runs, runs);
            }
        }
    }

    /// <summary>Ends the monitoring, forgets the runs, and gives a signal that the environment asked for its effect back.</summary>
    public static void Disable()
    {
        lock (s_gate)
        {
            s_signal?.Dispose();
            s_signal = null;
            s_subscription?.Dispose();
            s_subscription = null;
            Volatile.Write(ref s_runs, null);
        }
    }

    /// <summary>The live runs as a tree. They go on meanwhile.</summary>
    /// <returns>The text, its lines ended by <c>\n</c>; one that says so if the monitor is not enabled.</returns>
    public static string Describe() => Volatile.Read(ref s_runs) is { } runs
        ? LiveText.Of(runs.All())
        : $"Flows are not monitored. Call FlowMonitor.Enable(), or set the environment variable {Variable} to 1, before they start.\n";

    /// <summary>Enables the monitor, and prints the live runs to the standard error stream whenever the process receives a signal, instead of what the signal does otherwise.</summary>
    /// <param name="signal">The signal.</param>
    /// <returns>Disposing it gives the signal its effect back. The monitor stays enabled.</returns>
    /// <exception cref="PlatformNotSupportedException">The system has no such signal.</exception>
    [UnsupportedOSPlatform("android")]
    [UnsupportedOSPlatform("browser")]
    [UnsupportedOSPlatform("ios")]
    [UnsupportedOSPlatform("tvos")]
    public static IDisposable PrintOnSignal(PosixSignal signal = PosixSignal.SIGQUIT)
    {
        Enable();
        return PosixSignalRegistration.Create(signal, static context =>
        {
            context.Cancel = true;
            Console.Error.Write(Describe());
        });
    }

    /// <summary>Enables the monitor if the environment asks for it.</summary>
    internal static void ReadEnvironment()
    {
        if (Environment.GetEnvironmentVariable(Variable) != "1")
        {
            return;
        }

        Enable();
        if (!OperatingSystem.IsAndroid() && !OperatingSystem.IsBrowser() && !OperatingSystem.IsIOS() && !OperatingSystem.IsTvOS())
        {
            s_signal = PrintOnSignal();
        }
    }
}
