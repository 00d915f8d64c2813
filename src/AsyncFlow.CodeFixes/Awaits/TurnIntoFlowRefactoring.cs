using AsyncFlow.Analyzers.Awaits;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>
/// Turns the awaits of a method into a flow, if some of them need not wait for each other. Offered at the method's name, its modifiers and return
/// type, and at its awaits.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(TurnIntoFlowRefactoring))]
public sealed class TurnIntoFlowRefactoring : CodeRefactoringProvider
{
    private const string Title = "Turn into a flow";

    /// <inheritdoc/>
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root
            || root.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || !AwaitSyntax.HasSeveral(method)
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.Compilation.GetTypesByMetadataName("AsyncFlow.FlowAttribute").IsEmpty
            || AwaitPlan.Of(method, model, context.CancellationToken) is not { IsConcurrent: true } plan
            || FlowWriter.For(plan, model, context.CancellationToken) is not { } writer)
        {
            return;
        }

        Document document = context.Document;
        context.RegisterRefactoring(CodeAction.Create(
            Title,
            async cancellationToken => document.WithText((await document.GetTextAsync(cancellationToken).ConfigureAwait(false)).WithChanges(writer.Changes)),
            equivalenceKey: Title));
    }
}
