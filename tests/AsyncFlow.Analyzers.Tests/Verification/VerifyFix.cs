using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>
/// Applies code fixes like an IDE and compares the resulting text. The result must compile with the generated members, and
/// must not have the fixed diagnostic.
/// </summary>
internal static class VerifyFix
{
    /// <summary>Applies the fix with a title to the first diagnostic with an id.</summary>
    public static Task One(string id, string before, string after, string? title = null) => One(id, [before], [after], title);

    /// <inheritdoc cref="One(string, string, string, string?)"/>
    public static async Task One(string id, string[] before, string[] after, string? title = null)
    {
        Project project = ProjectOf(before);
        (_, _, CodeAction action) = await Choose(project, id, title);
        await Check(project, await Apply(action), id, after, mayRemain: true);
    }

    /// <summary>Applies all fixes with the equivalence key of the first fix with a title.</summary>
    public static Task All(string id, string before, string after, string? title = null, bool mayRemain = false) =>
        All(id, [before], [after], title, mayRemain);

    /// <inheritdoc cref="All(string, string, string, string?, bool)"/>
    public static async Task All(string id, string[] before, string[] after, string? title = null, bool mayRemain = false)
    {
        Project project = ProjectOf(before);
        (CodeFixProvider provider, Document document, CodeAction action) = await Choose(project, id, title);
        FixAllContext context = new(
            document, provider, FixAllScope.Solution, action.EquivalenceKey!, [id], new Diagnostics(id), CancellationToken.None);
        CodeAction? all = await provider.GetFixAllProvider()!.GetFixAsync(context);
        await Check(project, await Apply(all!), id, after, mayRemain);
    }

    /// <summary>Checks the titles of the fixes for the diagnostics with an id.</summary>
    public static async Task Offers(string id, string source, params string[] titles)
    {
        List<(CodeFixProvider Provider, Document Document, CodeAction Action)> actions = await Actions(ProjectOf([source]), id);
        Assert.Equal(titles, actions.Select(choice => choice.Action.Title));
    }

    private static Project ProjectOf(string[] sources) => TestProject.Create(sources.Select((source, i) => ($"Test{i}.cs", source)));

    private static async Task<(CodeFixProvider Provider, Document Document, CodeAction Action)> Choose(Project project, string id, string? title)
    {
        List<(CodeFixProvider Provider, Document Document, CodeAction Action)> actions = await Actions(project, id);
        List<(CodeFixProvider Provider, Document Document, CodeAction Action)> chosen = actions.FindAll(choice => title is null || choice.Action.Title == title);
        Assert.True(chosen.Count > 0, $"No such fix is offered for {id}. Offered: {string.Join("; ", actions.Select(choice => choice.Action.Title))}");
        return chosen[0];
    }

    private static async Task<List<(CodeFixProvider Provider, Document Document, CodeAction Action)>> Actions(Project project, string id)
    {
        List<(CodeFixProvider, Document, CodeAction)> actions = new();
        foreach (Diagnostic diagnostic in (await Verify.DiagnosticsOf(project)).Where(diagnostic => diagnostic.Id == id))
        {
            Document document = project.GetDocument(diagnostic.Location.SourceTree)!;
            foreach (CodeFixProvider provider in TestProject.Fixes.Where(provider => provider.FixableDiagnosticIds.Contains(id)))
            {
                await provider.RegisterCodeFixesAsync(new CodeFixContext(
                    document, diagnostic, (action, _) => actions.Add((provider, document, action)), CancellationToken.None));
            }
        }

        return actions;
    }

    private static async Task<Solution> Apply(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return operations.OfType<ApplyChangesOperation>().Single().ChangedSolution;
    }

    private static async Task Check(Project before, Solution changed, string id, string[] after, bool mayRemain)
    {
        Project project = changed.GetProject(before.Id)!;
        for (int i = 0; i < after.Length; i++)
        {
            Document document = project.Documents.Single(document => document.Name == $"Test{i}.cs");
            Assert.Equal(after[i], (await document.GetTextAsync()).ToString());
        }

        Diagnostic[] diagnostics = await Verify.DiagnosticsOf(project);
        int count = (await Verify.DiagnosticsOf(before)).Count(diagnostic => diagnostic.Id == id);
        int left = diagnostics.Count(diagnostic => diagnostic.Id == id);
        Assert.True(left < count && (mayRemain || left == 0), $"{left} of {count} {id} remain");
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && (diagnostic.Id != id || !mayRemain));
    }

    private sealed class Diagnostics(string id) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            (await Verify.DiagnosticsOf(project)).Where(diagnostic => diagnostic.Id == id);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            (await GetAllDiagnosticsAsync(document.Project, cancellationToken)).Where(diagnostic => diagnostic.Location.SourceTree?.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult<IEnumerable<Diagnostic>>(ImmutableArray<Diagnostic>.Empty);
    }
}
