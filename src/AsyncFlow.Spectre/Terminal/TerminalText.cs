using System.Globalization;
using System.Text;
using AsyncFlow.Reports;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>Texts for a terminal.</summary>
internal static class TerminalText
{
    /// <summary>A text as one line that cannot control the terminal.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text.Trim())
        {
            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }

    /// <summary>A time that goes on: with no more digits than can be read while it does.</summary>
    public static string Running(TimeSpan time) => time < TimeSpan.FromSeconds(59.95)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F1} s")
        : TimeText.Format(TimeSpan.FromSeconds(Math.Round(time.TotalSeconds)));

    /// <summary>A failure: the type and the message.</summary>
    public static string Of(Exception exception) => OneLine($"{exception.GetType().Name}: {exception.Message}");
}
