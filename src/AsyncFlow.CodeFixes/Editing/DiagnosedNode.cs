using Microsoft.CodeAnalysis;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>A diagnostic, and the node that it is on.</summary>
internal sealed record DiagnosedNode(Diagnostic Diagnostic, SyntaxNode Syntax, SemanticModel Model)
{
    /// <summary>What a node belongs to.</summary>
    public T? Enclosing<T>()
        where T : SyntaxNode => Syntax.FirstAncestorOrSelf<T>();

    /// <summary>What the analyzer told about a diagnostic.</summary>
    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out string? value) ? value : null;
}
