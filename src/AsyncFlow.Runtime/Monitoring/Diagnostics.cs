using System.Runtime.CompilerServices;

namespace AsyncFlow.Monitoring;

/// <summary>What starts with the library, if the program has diagnostics.</summary>
internal static class Diagnostics
{
    private const string Switch = "System.Diagnostics.Tracing.EventSource.IsSupported";

    // Off in programs that are published without event sources, as native ones are unless they ask for them. ILLink.Substitutions.xml makes this a
    // constant there, so that nothing of what Start calls is in them.
    private static bool AreSupported => !AppContext.TryGetSwitch(Switch, out bool areSupported) || areSupported;

    /// <summary>Makes the event source, so that sessions find it, and enables the monitor if the environment asks for it.</summary>
#pragma warning disable CA2255 // Once, when the library is loaded: to look when a run starts would cost every run.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Start()
    {
        if (AreSupported)
        {
            FlowEventSource.Open();
            FlowMonitor.ReadEnvironment();
        }
    }
}
