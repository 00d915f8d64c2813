using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW004: makes a parameter that no step produces an input of the flow.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FlowInputFix))]
public sealed class FlowInputFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW004");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        // A parameter with another attribute of the library names the step that should produce it.
        if (node.Enclosing<ParameterSyntax>() is not { Parent.Parent: MethodDeclarationSyntax } parameter
            || StepAttributes.Find(parameter.AttributeLists, "From") is not null
            || StepAttributes.Find(parameter.AttributeLists, "Each") is not null
            || node.Model.GetDeclaredSymbol(parameter) is not IParameterSymbol symbol)
        {
            yield break;
        }

        yield return new(
            $"Make '{symbol.Name}' an input of '{symbol.ContainingType.Name}'",
            "call input",
            (editor, cancellationToken) => editor.ReplaceAsync(parameter, static current => StepAttributes.AddTo(current, Attribute(IdentifierName("Input"))), cancellationToken));
    }
}
