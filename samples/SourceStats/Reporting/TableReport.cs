using System.Globalization;
using System.Text;
using SourceStats.Measures;

namespace SourceStats.Reporting;

/// <summary>Writes the summary for people.</summary>
internal static class TableReport
{
    public static string Format(Summary summary, int top)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Printable(summary.Root)}: {Count(summary.Files, "file")}, {Count(summary.Lines, "line")}, {Bytes(summary.Bytes)}\n");

        Section(text, "Languages", summary.Languages.Count, [
            ["language", "files", "lines", "blank", "size"],
            .. summary.Languages.Select(static row => (string[])[row.Language, Number(row.Files), Number(row.Lines), Number(row.BlankLines), Bytes(row.Bytes)])]);

        Section(text, "Largest files", summary.LargestFiles.Count, [
            ["file", "size"],
            .. summary.LargestFiles.Select(static file => (string[])[Printable(file.Path), Bytes(file.Length)])]);

        Section(text, "Longest lines", summary.LongestLines.Count, [
            ["line", "characters"],
            .. summary.LongestLines.Select(static line => (string[])[$"{Printable(line.Path)}:{line.Number}", Number(line.Length)])]);

        Section(text, DuplicatesHeading(summary.Duplicates), Math.Min(top, summary.Duplicates.Count), [
            ["first of them", "copies", "each"],
            .. summary.Duplicates.Take(top).Select(static group => (string[])[Printable(group.Paths[0]), Number(group.Paths.Count), Bytes(group.Length)])]);

        Section(text, $"Could not read {Count(summary.Unreadable.Count, "file or folder", "files or folders")}", Math.Min(top, summary.Unreadable.Count), [
            ["path", "why"],
            .. summary.Unreadable.Take(top).Select(static path => (string[])[Printable(path.Path), Printable(path.Reason)])]);

        if (summary.SkippedFolders > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nSkipped {Count(summary.SkippedFolders, "folder")} by name; --all takes them in.\n");
        }

        if (summary.SkippedLinks > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nSkipped {Count(summary.SkippedLinks, "symbolic link")}.\n");
        }

        return text.ToString();
    }

    private static string DuplicatesHeading(IReadOnlyList<DuplicateGroup> groups) => string.Create(
        CultureInfo.InvariantCulture,
        $"Duplicates: {Count(groups.Sum(static group => group.Paths.Count), "file")} in {Count(groups.Count, "group")}, {Bytes(groups.Sum(static group => group.WastedBytes))} wasted");

    // Left out when it has nothing to tell. The first column is words and aligned left, the others right.
    private static void Section(StringBuilder text, string heading, int count, string[][] rows)
    {
        if (count == 0)
        {
            return;
        }

        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        text.Append(CultureInfo.InvariantCulture, $"\n{heading}\n");
        foreach (string[] row in rows)
        {
            text.Append("  ").Append(row[0].PadRight(widths[0]));
            for (int column = 1; column < row.Length; column++)
            {
                text.Append("  ").Append(row[column].PadLeft(widths[column]));
            }

            text.Append('\n');
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(long value, string one, string? many = null) => $"{Number(value)} {(value == 1 ? one : many ?? one + "s")}";

    private static string Bytes(long value) => value switch
    {
        < 1024 => $"{value} B",
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / 1024.0:F1} KiB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{value / (1024.0 * 1024):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value / (1024.0 * 1024 * 1024):F1} GiB"),
    };

    // A file name may hold anything, also what would recolour the terminal.
    private static string Printable(string value) =>
        value.Any(char.IsControl) ? string.Concat(value.Select(static c => char.IsControl(c) ? '?' : c)) : value;
}
