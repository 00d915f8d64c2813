using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW016: makes a parameter nullable that takes the result of a step that can be skipped.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AcceptNullFix))]
public sealed class AcceptNullFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW016");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<ParameterSyntax>() is { Type: { } type } parameter && type.Span == node.Diagnostic.Location.SourceSpan)
        {
            yield return new(
                $"Make '{parameter.Identifier.ValueText}' nullable",
                "nullable",
                (editor, cancellationToken) => editor.ReplaceAsync<TypeSyntax>(
                    type,
                    static current => current is NullableTypeSyntax ? current : NullableType(current.WithoutTrivia()).WithTriviaFrom(current),
                    cancellationToken));
        }
    }
}
