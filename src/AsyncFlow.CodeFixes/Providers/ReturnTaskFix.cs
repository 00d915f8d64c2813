using System.Collections.Immutable;
using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Simplification;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Providers;

/// <summary>FLOW006: changes the return type of an <c>async void</c> step to <c>Task</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ReturnTaskFix))]
public sealed class ReturnTaskFix : FlowCodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create("FLOW006");

    private protected override IEnumerable<Fix> FixesOf(DiagnosedNode node)
    {
        if (node.Enclosing<MethodDeclarationSyntax>() is { } method
            && method.Modifiers.Any(SyntaxKind.AsyncKeyword)
            && method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } type)
        {
            yield return new(
                "Return Task",
                "task",
                (editor, cancellationToken) => editor.ReplaceAsync<TypeSyntax>(type, static current => Task(current), cancellationToken));
        }
    }

    private static TypeSyntax Task(TypeSyntax type) =>
        ParseTypeName("global::System.Threading.Tasks.Task").WithTriviaFrom(type).WithAdditionalAnnotations(Simplifier.Annotation);
}
