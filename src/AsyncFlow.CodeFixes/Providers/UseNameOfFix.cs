using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW003, FLOW007, FLOW015, FLOW018, FLOW021 and FLOW204: replaces a name with <c>nameof</c> and the suggested name.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseNameOfFix))]
public sealed class UseNameOfFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW003", "FLOW007", "FLOW015", "FLOW018", "FLOW021", "FLOW204");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        string? name = node.Diagnostic.Id == "FLOW204"
            ? (node.Syntax as LiteralExpressionSyntax)?.Token.ValueText
            : node.Property(FixProperties.Suggestion);
        ExpressionSyntax? expression = node.Enclosing<ExpressionSyntax>();
        if (name is not null && expression is not null)
        {
            yield return new(
                $"Use nameof({name})",
                "nameof",
                (editor, cancellationToken) => editor.ReplaceAsync(expression, current => NameList.NameOf(name).WithTriviaFrom(current), cancellationToken));
        }
    }
}
