using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace AsyncFlow.Analyzers.Tests.Verification;

/// <summary>
/// A source file with expected diagnostics. <c>{|FLOW003:text|}</c> expects FLOW003 on exactly that text, and
/// <c>{|FLOW103+:text|}</c> an additional location of FLOW103. If an id is reported several times with additional
/// locations, a label connects the marks: <c>{|FLOW103#a:x|}</c>, <c>{|FLOW103#a+:y|}</c>.
/// </summary>
internal sealed partial record Markup(string Path, string Text, IReadOnlyList<Mark> Marks)
{
    public static Markup Parse(string path, string source)
    {
        StringBuilder text = new(source.Length);
        List<Mark> marks = new();
        Stack<(Match Opening, int Start)> open = new();
        int position = 0;
        foreach (Match token in Token().Matches(source))
        {
            text.Append(source, position, token.Index - position);
            position = token.Index + token.Length;
            if (token.Value != "|}")
            {
                open.Push((token, text.Length));
                continue;
            }

            (Match opening, int start) = open.Pop();
            marks.Add(new Mark(
                opening.Groups["id"].Value,
                opening.Groups["label"].Value,
                opening.Groups["plus"].Success,
                path,
                TextSpan.FromBounds(start, text.Length)));
        }

        text.Append(source, position, source.Length - position);
        Assert.True(open.Count == 0, $"The markup of {path} has an unclosed mark.");
        return new Markup(path, text.ToString(), marks);
    }

    [GeneratedRegex(@"\{\|(?<id>[A-Z]+[0-9]+)(?:#(?<label>\w+))?(?<plus>\+)?:|\|\}")]
    private static partial Regex Token();
}

/// <summary>The location of an expected diagnostic.</summary>
internal sealed record Mark(string Id, string Label, bool IsAdditional, string Path, TextSpan Span);
