using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>Warnings about method bodies of steps. Ids are literals, so that reordering cannot renumber them.</summary>
internal static class BodyDiagnostics
{
    public static readonly DiagnosticDescriptor DataRace = Warning(
        "FLOW103",
        "Concurrent steps access the same member",
        "Data race on '{0}': step '{1}' {2} it while step '{3}' {4}; {5}");

    public static readonly DiagnosticDescriptor BlockingCall = Warning(
        "FLOW104",
        "An asynchronous step blocks its thread",
        "'{0}' blocks the thread of the asynchronous step '{1}'; {2} instead");

    public static readonly DiagnosticDescriptor HeldLock = Warning(
        "FLOW105",
        "A step waits for a lock that it already holds",
        "Step '{0}' waits for '{1}', which it already holds through [WithLock]; remove the wait");

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Descriptor.Create(id, title, message, DiagnosticSeverity.Warning);
}
