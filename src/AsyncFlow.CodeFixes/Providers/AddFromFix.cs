using System.Collections.Immutable;
using AsyncFlow.Analyzers;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW005: adds <c>[From]</c> to choose the step whose result a parameter takes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddFromFix))]
public sealed class AddFromFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW005");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<ParameterSyntax>() is not { } parameter || node.Model.GetDeclaredSymbol(parameter) is not { } symbol)
        {
            yield break;
        }

        foreach (string step in FlowQueries.ProducersOf(symbol, node.Model.Compilation))
        {
            yield return new(
                $"Use the result of '{step}'",
                $"from {step}",
                (editor, cancellationToken) => editor.ReplaceAsync(parameter, current => StepAttributes.AddTo(current, From(step)), cancellationToken));
        }
    }

    private static AttributeSyntax From(string step) => NameList.Add(Attribute(IdentifierName("From")), step);
}
