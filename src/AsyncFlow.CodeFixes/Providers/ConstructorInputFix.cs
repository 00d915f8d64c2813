using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW004: moves a parameter that no step produces to the constructor of the flow.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ConstructorInputFix))]
public sealed class ConstructorInputFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW004");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<ParameterSyntax>() is not { Parent.Parent: MethodDeclarationSyntax step } parameter
            || node.Model.GetDeclaredSymbol(parameter) is not IParameterSymbol symbol
            || ConstructorInput.For(symbol, parameter, node.Model) is not { } input)
        {
            yield break;
        }

        yield return new($"Make '{symbol.Name}' a constructor parameter of '{symbol.ContainingType.Name}'", "input", async (editor, cancellationToken) =>
        {
            await input.DeclareAsync(editor, cancellationToken).ConfigureAwait(false);
            await editor.ReplaceAsync(step, current => input.RemoveFrom(current), cancellationToken).ConfigureAwait(false);
        });
    }
}
