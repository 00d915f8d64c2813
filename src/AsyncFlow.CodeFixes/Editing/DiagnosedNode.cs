using Microsoft.CodeAnalysis;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>A diagnostic and its syntax node.</summary>
internal sealed record DiagnosedNode(Diagnostic Diagnostic, SyntaxNode Syntax, SemanticModel Model)
{
    /// <summary>The innermost enclosing node of a type.</summary>
    public T? Enclosing<T>()
        where T : SyntaxNode => Syntax.FirstAncestorOrSelf<T>();

    /// <summary>A property of the diagnostic; null if it is not set.</summary>
    public string? Property(string name) => Diagnostic.Properties.TryGetValue(name, out string? value) ? value : null;
}
