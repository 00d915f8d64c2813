using System.Globalization;
using System.Text.RegularExpressions;

namespace AsyncFlow.Spectre.Tests.Infrastructure;

/// <summary>What a terminal shows: text, line breaks, moves up, erasing to the end. Anything else fails the test, except colours, which it ignores.</summary>
internal sealed partial class Screen(int width)
{
    private readonly List<char[]> _lines = [];
    private int _row;
    private int _column;

    /// <summary>The lines, without blanks at their ends and without empty lines at the end.</summary>
    public static string[] Of(string output, int width = 80)
    {
        Screen screen = new(width);
        for (int at = 0; at < output.Length;)
        {
            at += output[at] == '\e' ? screen.Control(Sequence().Match(output, at)) : screen.Write(output[at]);
        }

        string text = string.Join('\n', screen._lines.Select(static line => new string(line).TrimEnd())).TrimEnd('\n');
        return text.Length == 0 ? [] : text.Split('\n');
    }

    private int Write(char c)
    {
        switch (c)
        {
            case '\n':
                _row++;
                _column = 0;
                break;
            case '\r':
                _column = 0;
                break;
            default:
                Assert.False(char.IsControl(c), $"U+{(int)c:X4}");
                if (_column == width)
                {
                    _row++;
                    _column = 0;
                }

                Line()[_column++] = c;
                break;
        }

        return 1;
    }

    private int Control(Match sequence)
    {
        Assert.True(sequence.Success, "A control sequence that the live area should not use.");
        int count = sequence.Groups["count"] is { Length: > 0 } group && sequence.Groups["kind"].Value == "A" ? int.Parse(group.Value, CultureInfo.InvariantCulture) : 0;
        switch (sequence.Groups["kind"].Value)
        {
            case "A":
                // A terminal would stop at its first line, and what follows would be drawn over other text.
                Assert.True(_row >= count, "Moved up beyond the first line.");
                _row -= count;
                break;
            case "J":
                Line().AsSpan(_column).Fill(' ');
                _lines.RemoveRange(_row + 1, _lines.Count - _row - 1);
                break;
        }

        return sequence.Length;
    }

    private char[] Line()
    {
        while (_lines.Count <= _row)
        {
            _lines.Add([.. Enumerable.Repeat(' ', width)]);
        }

        return _lines[_row];
    }

    [GeneratedRegex(@"\G\e\[(?<count>[\d;]*)(?<kind>[AJm])")]
    private static partial Regex Sequence();
}
