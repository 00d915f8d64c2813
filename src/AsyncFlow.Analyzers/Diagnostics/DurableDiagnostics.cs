using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>Warnings about what a durable flow keeps in memory or cannot store. Ids are literals, so that reordering cannot renumber them.</summary>
internal static class DurableDiagnostics
{
    public static readonly DiagnosticDescriptor InstanceState = Warning(
        "FLOW301",
        "A durable step changes a member that other processes do not see",
        "Step '{0}' of a [Durable] flow changes '{1}', which no other step sees: each runs with an object of its own; return the value as a result, or store it where all processes find it");

    public static readonly DiagnosticDescriptor Payload = Warning(
        "FLOW302",
        "A durable flow cannot store an input or a result",
        "Flow '{0}' is [Durable] and cannot store {1}: {2}");

    public static readonly DiagnosticDescriptor StaticState = Warning(
        "FLOW305",
        "A durable step uses static state that can change",
        "Step '{0}' of a [Durable] flow {1} '{2}', which {3}");

    private static DiagnosticDescriptor Warning(string id, string title, string message) => Descriptor.Create(id, title, message, DiagnosticSeverity.Warning);
}
