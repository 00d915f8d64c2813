using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Makes types partial.</summary>
internal static class PartialModifier
{
    public static TypeDeclarationSyntax Add(TypeDeclarationSyntax type)
    {
        if (type.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            return type;
        }

        // 'partial' is the last modifier. Without other modifiers, it gets the leading trivia of 'class'.
        SyntaxToken partial = Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(Space);
        return type.Modifiers.Count > 0
            ? type.WithModifiers(type.Modifiers.Add(partial))
            : type.WithKeyword(type.Keyword.WithLeadingTrivia()).WithModifiers(TokenList(partial.WithLeadingTrivia(type.Keyword.LeadingTrivia)));
    }
}
