using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW002 and FLOW201: removes a name from <c>[Step]</c>. For a cycle, one fix for each edge that is not a parameter.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveUpstreamFix))]
public sealed class RemoveUpstreamFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW002", "FLOW201");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        IEnumerable<Location> edges = node.Diagnostic.AdditionalLocations.Prepend(node.Diagnostic.Location).Distinct();
        int number = 0;
        foreach (Location edge in edges)
        {
            if (edge.SourceTree?.GetRoot().FindNode(edge.SourceSpan, getInnermostNodeForTie: true) is { } name
                && name.FirstAncestorOrSelf<AttributeSyntax>() is { Parent.Parent: MemberDeclarationSyntax step } attribute
                && StepAttributes.Find(step.AttributeLists, "Step") == attribute)
            {
                yield return new(
                    $"Remove the dependency of '{NameOf(step)}' on {Text(name)}",
                    $"remove {number++}",
                    (editor, cancellationToken) => editor.ReplaceAsync(attribute, current => NameList.Remove(current, name), cancellationToken));
            }
        }
    }

    private static string NameOf(MemberDeclarationSyntax step) => step switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        FieldDeclarationSyntax { Declaration.Variables: [var field, ..] } => field.Identifier.ValueText,
        _ => "it",
    };

    private static string Text(SyntaxNode name) => name is InvocationExpressionSyntax { ArgumentList.Arguments: [var argument] } ? $"'{argument}'" : name.ToString();
}
