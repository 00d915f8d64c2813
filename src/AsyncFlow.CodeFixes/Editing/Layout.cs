using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Keeps a file's own way of breaking and indenting lines, where the formatter would bring its own.</summary>
internal static class Layout
{
    /// <summary>A line's end as the code around has it.</summary>
    public static SyntaxTrivia LineBreak(SyntaxNode around)
    {
        foreach (var trivia in around.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia;
            }
        }

        return LineFeed;
    }

    /// <summary>The column of a node's first character.</summary>
    public static int Column(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Character;

    /// <summary>The code, so many columns further to the left.</summary>
    public static T Outdent<T>(T node, int columns)
        where T : SyntaxNode => columns <= 0
            ? node
            : node.ReplaceTokens(node.DescendantTokens(), (_, token) => token.HasLeadingTrivia ? token.WithLeadingTrivia(Outdent(token.LeadingTrivia, columns)) : token);

    // A token's leading trivia begins at a line's start.
    private static IEnumerable<SyntaxTrivia> Outdent(SyntaxTriviaList trivia, int columns)
    {
        bool isLineStart = true;
        foreach (var item in trivia)
        {
            yield return isLineStart && item.IsKind(SyntaxKind.WhitespaceTrivia) ? Whitespace(item.ToString().Substring(Math.Min(columns, item.Span.Length))) : item;
            isLineStart = item.IsKind(SyntaxKind.EndOfLineTrivia);
        }
    }
}
