using AsyncFlow.CodeFixes.Editing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace AsyncFlow.CodeFixes.Awaits;

/// <summary>The line break and the indentation of a file, and code that moves one level to the right.</summary>
internal sealed class FlowLayout
{
    private readonly string _unit;

    public FlowLayout(MethodDeclarationSyntax method, ITypeSymbol task)
    {
        Task = task;
        LineBreak = Layout.LineBreak(method.SyntaxTree.GetRoot()).ToString();
        Type = IndentationOf(method);
        string outer = IndentationOf(method.Parent!);
        _unit = Type.Length > outer.Length && Type.StartsWith(outer, StringComparison.Ordinal) ? Type.Substring(outer.Length) : "    ";
    }

    /// <summary>The type <c>Task</c>.</summary>
    public ITypeSymbol Task { get; }

    public string LineBreak { get; }

    /// <summary>The indentation of the flow, which is a member of the class.</summary>
    public string Type { get; }

    public string Member => Type + _unit;

    public string Statement => Member + _unit;

    /// <summary>The expression of a step with a block as text, with its further lines one level to the right.</summary>
    public string Shifted(SyntaxNode node) => Shift(node, isLineStart: false).ToFullString();

    /// <summary>Statements of the method as text, with their comments, one level to the right.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="isFirst">Whether it is the first one, before which there is no empty line.</param>
    public string Statements(StatementSyntax statement, bool isFirst)
    {
        string text = Shift(statement, isLineStart: true).ToFullString();
        if (isFirst)
        {
            while (text.TrimStart(' ', '\t').StartsWith(LineBreak, StringComparison.Ordinal))
            {
                text = text.Substring(text.IndexOf(LineBreak, StringComparison.Ordinal) + LineBreak.Length);
            }
        }

        return text.EndsWith(LineBreak, StringComparison.Ordinal) ? text : text.TrimEnd(' ', '\t') + LineBreak;
    }

    public static IEnumerable<SyntaxTrivia> CommentsIn(IEnumerable<SyntaxTrivia> trivia) =>
        trivia.Where(static item => item.IsKind(SyntaxKind.SingleLineCommentTrivia) || item.IsKind(SyntaxKind.MultiLineCommentTrivia));

    private SyntaxNode Shift(SyntaxNode node, bool isLineStart)
    {
        bool startsLine = isLineStart;
        return node.ReplaceTokens(node.DescendantTokens(), (_, token) =>
        {
            SyntaxToken shifted = token.WithLeadingTrivia(Shift(token.LeadingTrivia, startsLine));
            startsLine = token.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia);
            return shifted;
        });
    }

    private IEnumerable<SyntaxTrivia> Shift(SyntaxTriviaList trivia, bool startsLine)
    {
        foreach (SyntaxTrivia item in trivia)
        {
            if (startsLine && !item.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                yield return Whitespace(_unit);
            }

            yield return item;
            startsLine = item.IsKind(SyntaxKind.EndOfLineTrivia);
        }

        if (startsLine)
        {
            yield return Whitespace(_unit);
        }
    }

    private static string IndentationOf(SyntaxNode node)
    {
        SyntaxTree tree = node.SyntaxTree;
        string line = tree.GetText().Lines[tree.GetLineSpan(node.Span).StartLinePosition.Line].ToString();
        return line.Substring(0, line.Length - line.TrimStart(' ', '\t').Length);
    }
}
