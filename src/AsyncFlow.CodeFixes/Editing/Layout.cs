using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Editing;

/// <summary>Preserves the line breaks and indentation of a file where the formatter would use its own.</summary>
internal static class Layout
{
    /// <summary>The line break that the surrounding code uses.</summary>
    public static SyntaxTrivia LineBreak(SyntaxNode around)
    {
        foreach (SyntaxTrivia trivia in around.DescendantTrivia())
        {
            if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                return trivia;
            }
        }

        return LineFeed;
    }

    /// <summary>The column of the first character of a node.</summary>
    public static int Column(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Character;

    /// <summary>Removes a number of columns from the indentation of a node.</summary>
    public static T Outdent<T>(T node, int columns)
        where T : SyntaxNode => columns <= 0
            ? node
            : node.ReplaceTokens(node.DescendantTokens(), (_, token) => token.HasLeadingTrivia ? token.WithLeadingTrivia(Outdent(token.LeadingTrivia, columns)) : token);

    // The leading trivia of a token starts at the beginning of a line.
    private static IEnumerable<SyntaxTrivia> Outdent(SyntaxTriviaList trivia, int columns)
    {
        bool isLineStart = true;
        foreach (SyntaxTrivia item in trivia)
        {
            yield return isLineStart && item.IsKind(SyntaxKind.WhitespaceTrivia) ? Whitespace(item.ToString().Substring(Math.Min(columns, item.Span.Length))) : item;
            isLineStart = item.IsKind(SyntaxKind.EndOfLineTrivia);
        }
    }
}
