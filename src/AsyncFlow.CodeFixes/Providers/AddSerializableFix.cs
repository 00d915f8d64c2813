using System.Collections.Immutable;
using AsyncFlow.Analyzers;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW302: adds the types that a JSON context lacks to it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddSerializableFix))]
public sealed class AddSerializableFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW302");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<InvocationExpressionSyntax>() is { } invocation
            && node.Model.GetOperation(invocation) is IInvocationOperation call
            && FlowPayloadAnalyzer.Find(call, node.Model.Compilation, CancellationToken.None) is ({ }, { DeclaringSyntaxReferences: [var first, ..] } context, { Count: > 0 } missing)
            && first.GetSyntax() is ClassDeclarationSyntax declaration)
        {
            SemanticModel model = node.Model.Compilation.GetSemanticModel(declaration.SyntaxTree);
            string[] names = [.. missing.Select(type => type.ToMinimalDisplayString(model, declaration.SpanStart))];
            yield return new(
                $"Add {string.Join(", ", names.Select(static name => $"[JsonSerializable(typeof({name}))]"))} to '{context.Name}'",
                $"serializable {context.Name}",
                (editor, cancellationToken) => editor.ReplaceAsync(declaration, current => names.Aggregate(current, Add), cancellationToken));
        }
    }

    // Another fix may have added it.
    private static ClassDeclarationSyntax Add(ClassDeclarationSyntax context, string type)
    {
        AttributeArgumentSyntax argument = AttributeArgument(TypeOfExpression(ParseTypeName(type)));
        bool isThere = context.AttributeLists.SelectMany(static list => list.Attributes).Any(attribute => attribute.ArgumentList?.Arguments.FirstOrDefault()?.ToString() == argument.ToString());
        AttributeListSyntax last = context.AttributeLists[context.AttributeLists.Count - 1];
        AttributeSyntax known = context.AttributeLists.SelectMany(static list => list.Attributes).FirstOrDefault(static attribute => attribute.Name.ToString().Contains("JsonSerializable")) ?? Attribute(IdentifierName("JsonSerializable"));
        AttributeListSyntax added = AttributeList(SingletonSeparatedList(Attribute(known.Name.WithoutTrivia(), AttributeArgumentList(SingletonSeparatedList(argument)))))
            .WithLeadingTrivia(last.GetLeadingTrivia().Where(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia)))
            .WithTrailingTrivia(Layout.LineBreak(context));
        return isThere ? context : context.WithAttributeLists(context.AttributeLists.Add(added));
    }
}
