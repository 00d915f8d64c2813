using AsyncFlow.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace AsyncFlow.Analyzers.Diagnostics;

/// <summary>
/// What is no error but probably not meant. Ids are literal, so that reordering cannot renumber them.
/// </summary>
internal static class AdviceDiagnostics
{
    public static readonly DiagnosticDescriptor StrayStep = Create(
        "FLOW101",
        "No flow can use this step",
        "No flow can use the step '{0}': {1}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NoSteps = Create(
        "FLOW102",
        "A flow has no steps",
        "The flow '{0}' has no steps: mark the methods that it should run with [Step]",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor NullableResult = Create(
        "FLOW106",
        "A result that may be null feeds a parameter that may not",
        "Step '{0}' may give null, but parameter '{1}' of step '{2}' is not nullable: make it '{3}?', or let '{0}' never give null",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor RedundantUpstream = Create(
        "FLOW201",
        "A step names another that it waits for anyway",
        "Step '{0}' need not name '{1}': {2}",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor UnusedResult = Create(
        "FLOW202",
        "Nobody uses a step's result",
        "Nobody uses the result of step '{0}': make it a parameter of another step or the [Output], or return nothing",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor IdleSemaphore = Create(
        "FLOW203",
        "A semaphore that never makes a step wait",
        "No step of a run ever waits for '{0}' (permits: {1}; steps that hold it: {2}): give it fewer permits, or remove it",
        DiagnosticSeverity.Info);

    public static readonly DiagnosticDescriptor NameAsLiteral = Create(
        "FLOW204",
        "A step is named by a string",
        "Write nameof({0}), which follows when the step is renamed",
        DiagnosticSeverity.Info);

    private static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        "AsyncFlow",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.For(id));
}
