using System.Collections.Immutable;
using AsyncFlow.Analyzers.Diagnostics;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW304: replaces a lock of one process with a lock of the cluster that has its name and its permits.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(NameClusterLockFix))]
public sealed class NameClusterLockFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW304");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Property(FixProperties.Suggestion) is { } name && node.Enclosing<ExpressionSyntax>() is { } expression)
        {
            yield return new(
                $"Use the lock \"{name}\" of the cluster",
                "cluster",
                (editor, cancellationToken) => editor.ReplaceAsync(
                    expression,
                    current => SyntaxFactory.LiteralExpression(SyntaxKind.StringLiteralExpression, SyntaxFactory.Literal(name)).WithTriviaFrom(current),
                    cancellationToken));
        }
    }
}
