using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW003 and FLOW010: adds <c>[Step]</c> to the method.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddStepFix))]
public sealed class AddStepFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW003", "FLOW010");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if ((node.Diagnostic.Id == "FLOW003" ? NamedMethod(node) : node.Enclosing<MethodDeclarationSyntax>()) is { } method)
        {
            yield return new(
                $"Add [Step] to '{method.Identifier.ValueText}'",
                "step",
                (editor, cancellationToken) => editor.ReplaceAsync(method, StepAttributes.AddStep, cancellationToken));
        }
    }

    // The only method with the name of the unknown step.
    private static MethodDeclarationSyntax? NamedMethod(DiagnosedNode node)
    {
        if (node.Enclosing<ExpressionSyntax>() is not { } expression
            || node.Model.GetConstantValue(expression) is not { HasValue: true, Value: string name }
            || node.Enclosing<TypeDeclarationSyntax>() is not { } declaration
            || node.Model.GetDeclaredSymbol(declaration) is not { } type)
        {
            return null;
        }

        for (INamedTypeSymbol? owner = type; owner is not null; owner = owner.BaseType)
        {
            if (owner.GetMembers(name).OfType<IMethodSymbol>().ToArray() is [var method])
            {
                return method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() as MethodDeclarationSyntax;
            }
        }

        return null;
    }
}
