using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW101: makes a class with unusable steps a flow.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakeFlowFix))]
public sealed class MakeFlowFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW101");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<TypeDeclarationSyntax>() is not { } type
            || node.Model.GetDeclaredSymbol(type) is not INamedTypeSymbol { TypeKind: TypeKind.Class } symbol)
        {
            yield break;
        }

        // Of several parts, always the same one gets the attribute.
        TypeDeclarationSyntax flow = symbol.DeclaringSyntaxReferences.OrderBy(static part => part.SyntaxTree.FilePath, StringComparer.Ordinal).First().GetSyntax() as TypeDeclarationSyntax ?? type;
        yield return new($"Make '{symbol.Name}' a flow", "flow", async (editor, cancellationToken) =>
        {
            foreach (TypeDeclarationSyntax outer in type.Ancestors().OfType<TypeDeclarationSyntax>())
            {
                await editor.ReplaceAsync(outer, PartialModifier.Add, cancellationToken).ConfigureAwait(false);
            }

            await editor.ReplaceAsync(flow, AddFlow, cancellationToken).ConfigureAwait(false);
        });
    }

    private static SyntaxNode AddFlow(TypeDeclarationSyntax type) => StepAttributes.Find(type.AttributeLists, "Flow") is null
        ? StepAttributes.AddLine(PartialModifier.Add(type), Attribute(IdentifierName("Flow")))
        : type;
}
