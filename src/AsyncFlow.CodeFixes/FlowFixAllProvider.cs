using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncFlow.CodeFixes;

/// <summary>
/// Applies the fixes of many diagnostics together. The batch fixer of the framework applies each fix to a separate document
/// and merges the text changes, which drops one of two fixes that change the same attribute.
/// </summary>
/// <param name="fixesOf">Gets the fixes of a diagnostic, best first.</param>
internal sealed class FlowFixAllProvider(Func<Document, Diagnostic, CancellationToken, Task<IReadOnlyList<Fix>>> fixesOf) : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        "Fix all",
        cancellationToken => FixAsync(fixAllContext, cancellationToken),
        fixAllContext.CodeActionEquivalenceKey));

    private async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellationToken)
    {
        List<Fix> fixes = new();
        foreach (Diagnostic diagnostic in await DiagnosticsAsync(context).ConfigureAwait(false))
        {
            if (context.Solution.GetDocument(diagnostic.Location.SourceTree) is { } document)
            {
                // 'dotnet format' may pass the key of another diagnostic. Then the first fix of each diagnostic is used.
                IReadOnlyList<Fix> choices = await fixesOf(document, diagnostic, cancellationToken).ConfigureAwait(false);
                if (choices.FirstOrDefault(fix => context.CodeActionEquivalenceKey is null || fix.Key == context.CodeActionEquivalenceKey) is { } fix)
                {
                    fixes.Add(fix);
                }
            }
        }

        return await FixSet.ApplyAsync(context.Solution, fixes, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IEnumerable<Diagnostic>> DiagnosticsAsync(FixAllContext context)
    {
        ImmutableArray<Diagnostic> all = context.Scope switch
        {
            FixAllScope.Document when context.Document is { } document => await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false),
            FixAllScope.Solution => await OfProjectsAsync(context, context.Solution.Projects).ConfigureAwait(false),
            _ => await OfProjectsAsync(context, [context.Project]).ConfigureAwait(false),
        };

        return all
            .OrderBy(static diagnostic => diagnostic.Location.SourceTree?.FilePath, StringComparer.Ordinal)
            .ThenBy(static diagnostic => diagnostic.Location.SourceSpan.Start);
    }

    private static async Task<ImmutableArray<Diagnostic>> OfProjectsAsync(FixAllContext context, IEnumerable<Project> projects)
    {
        ImmutableArray<Diagnostic>.Builder all = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (Project project in projects)
        {
            all.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        return all.ToImmutable();
    }
}
