using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW104: replaces a blocking call with <c>await</c>, and makes the step <c>async</c> if necessary.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AwaitFix))]
public sealed class AwaitFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW104");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (AwaitReplacement.From(node) is not { } awaited || Function(awaited.Blocking) is not { } function)
        {
            yield break;
        }

        bool isAsync = IsAsync(function);
        if (isAsync || (function is MethodDeclarationSyntax step && AsyncMethod.CanBecome(step, node.Model)))
        {
            yield return new(awaited.Title, "await", async (editor, cancellationToken) =>
            {
                await editor.ReplaceAsync(awaited.Blocking, awaited.Change, cancellationToken).ConfigureAwait(false);
                if (!isAsync)
                {
                    await editor.ReplaceAsync((MethodDeclarationSyntax)function, AsyncMethod.From, cancellationToken).ConfigureAwait(false);
                }
            });
        }
    }

    // The enclosing function, if it can contain an 'await' at this point.
    private static SyntaxNode? Function(SyntaxNode code)
    {
        foreach (SyntaxNode outer in code.Ancestors())
        {
            switch (outer)
            {
                case MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax:
                    return outer;
                case LockStatementSyntax or QueryExpressionSyntax or CatchFilterClauseSyntax or UnsafeStatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool IsAsync(SyntaxNode function) => function switch
    {
        MethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
        LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
        AnonymousFunctionExpressionSyntax lambda => lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword),
        _ => false,
    };
}
