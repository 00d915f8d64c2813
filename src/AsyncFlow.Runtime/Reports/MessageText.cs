using System.Text;

namespace AsyncFlow.Reports;

/// <summary>Lays out the text of messages, which may have any length, any number of lines and any character.</summary>
internal static class MessageText
{
    /// <summary>Divides a message into lines at its own line breaks, and at blanks where a line would be too long.</summary>
    /// <param name="message">The message. Control characters become blanks, so that no message can control a terminal.</param>
    /// <param name="width">How long a line may be. A word that is longer is not divided.</param>
    /// <returns>The lines, none of which is empty.</returns>
    public static List<string> Wrap(string message, int width)
    {
        List<string> lines = [];
        foreach (string line in message.ReplaceLineEndings("\n").Split('\n'))
        {
            WrapLine(lines, Printable(line), width);
        }

        return lines;
    }

    private static string Printable(string line)
    {
        StringBuilder text = new(line.Length);
        foreach (char c in line)
        {
            text.Append(char.IsControl(c) ? ' ' : c);
        }

        return text.ToString().TrimEnd();
    }

    // A line keeps its indentation, and what is wrapped gets the same.
    private static void WrapLine(List<string> lines, string line, int width)
    {
        string words = line.TrimStart();
        string indent = line[..Math.Min(line.Length - words.Length, width / 2)];
        int room = width - indent.Length;
        while (words.Length > room)
        {
            // A blank just behind the room still ends the line.
            int end = words.LastIndexOf(' ', room);
            if (end <= 0)
            {
                end = words.IndexOf(' ', room);
            }

            if (end < 0)
            {
                break;
            }

            lines.Add(indent + words[..end].TrimEnd());
            words = words[end..].TrimStart();
        }

        if (words.Length > 0)
        {
            lines.Add(indent + words);
        }
    }
}
