using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW105: removes the wait for a lock that the step already holds, and the matching release.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveWaitFix))]
public sealed class RemoveWaitFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW105");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<StatementSyntax>() is not { } statement || ManualLockWait.From(statement, node.Syntax) is not { } wait)
        {
            yield break;
        }

        yield return new("Remove the wait", "remove", async (editor, cancellationToken) =>
        {
            if (statement.Parent is BlockSyntax block)
            {
                if (statement is UsingStatementSyntax { Statement: BlockSyntax inner })
                {
                    editor.MergeBlock(inner, block);
                }

                await editor.ReplaceAsync(block, wait.RemoveFrom, cancellationToken).ConfigureAwait(false);
            }
            else if (statement is UsingStatementSyntax @using)
            {
                int columns = statement.Parent is UsingStatementSyntax ? 0 : Layout.Column(statement) - Layout.Column(statement.Parent!);
                await editor.ReplaceAsync(
                    @using,
                    current => Layout.Outdent(current.Statement.WithLeadingTrivia(current.GetLeadingTrivia()), columns),
                    cancellationToken).ConfigureAwait(false);
            }
        });
    }
}
