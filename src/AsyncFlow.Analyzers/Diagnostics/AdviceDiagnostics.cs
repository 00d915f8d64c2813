using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>Warnings and suggestions about declarations. Ids are literals, so that reordering cannot renumber them.</summary>
internal static class AdviceDiagnostics
{
    public static readonly DiagnosticDescriptor StrayStep = Descriptor.Create(
        "FLOW101",
        "No flow can use this step",
        "No flow can use {0}: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NoSteps = Descriptor.Create(
        "FLOW102",
        "A flow has no steps",
        "The flow '{0}' has no steps; add [Step] to the methods that it should run",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NullableResult = Descriptor.Create(
        "FLOW106",
        "A nullable result is passed to a non-nullable parameter",
        "Step '{0}' may return null, but parameter '{1}' of step '{2}' is not nullable; {3}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor LostWork = Descriptor.Create(
        "FLOW107",
        "Nothing waits for the work that a step returns",
        "The result of step '{0}' is lost: {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor RedundantUpstream = Descriptor.Create(
        "FLOW201",
        "Redundant upstream step",
        "Step '{0}' does not need to name '{1}': {2}",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnusedResult = Descriptor.Create(
        "FLOW202",
        "The result of a step is not used",
        "The result of step '{0}' is not used; take it as a parameter of another step, mark it with [Output], or return nothing",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor IdleSemaphore = Descriptor.Create(
        "FLOW203",
        "A semaphore never makes a step wait",
        "Steps never wait for '{0}' (permits: {1}; steps that hold it: {2}); reduce the permits or remove the semaphore",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor NameAsLiteral = Descriptor.Create(
        "FLOW204",
        "A step is named by a string literal",
        "Use nameof({0}), which is updated when the step is renamed",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor SequentialAwaits = Descriptor.Create(
        "FLOW205",
        "Awaits that do not depend on each other",
        "'{0}' awaits one after the other what could run at once: {1}; its longest chain is {2} ({3} awaits)",
        DiagnosticSeverity.Info);
}
