using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncFlow.CodeFixes;

/// <summary>
/// The base class of the code fix providers. A provider defines syntax changes, which can be applied to one or many
/// diagnostics.
/// </summary>
public abstract class FlowCodeFixProvider : CodeFixProvider
{
    private readonly FlowFixAllProvider _fixAll;

    /// <summary>Creates the provider.</summary>
    protected FlowCodeFixProvider() => _fixAll = new FlowFixAllProvider(FixesOfAsync);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => _fixAll;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        Solution solution = context.Document.Project.Solution;
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            // Some clients pass all diagnostics of the analyzer.
            if (!FixableDiagnosticIds.Contains(diagnostic.Id))
            {
                continue;
            }

            foreach (Fix fix in await FixesOfAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                context.RegisterCodeFix(
                    CodeAction.Create(fix.Title, cancellationToken => FixSet.ApplyAsync(solution, [fix], cancellationToken), fix.Key),
                    diagnostic);
            }
        }
    }

    /// <summary>The fixes of a diagnostic, best first.</summary>
    private async Task<IReadOnlyList<Fix>> FixesOfAsync(Document document, Diagnostic diagnostic, CancellationToken cancellationToken)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false);
        SemanticModel? model = await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false);
        return root is null || model is null
            ? []
            : [.. FixesOf(new DiagnosedNode(diagnostic, root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), model))];
    }

    /// <inheritdoc cref="FixesOfAsync"/>
    private protected abstract IEnumerable<Fix> FixesOf(DiagnosedNode node);
}
