using Microsoft.CodeAnalysis;

namespace AsyncFlow.Generator.Diagnostics;

/// <summary>Creates the descriptions of rules.</summary>
internal static class Descriptor
{
    /// <summary>A rule that is enabled by default and has a help page.</summary>
    public static DiagnosticDescriptor Create(string id, string title, string message, DiagnosticSeverity severity) => new(
        id,
        title,
        message,
        "AsyncFlow",
        severity,
        isEnabledByDefault: true,
        helpLinkUri: HelpLink.For(id));
}
