using System.Globalization;
using SourceStats.Measures;
using Spectre.Console;

namespace SourceStats.Reporting;

/// <summary>Writes the summary for people.</summary>
internal static class TableReport
{
    // What a table does not fit into is wrapped by the terminal, and not at all in a file.
    private const int NoWidth = 1_000;
    private const int Space = 2;

    public static string Format(Summary summary, int top)
    {
        using StringWriter text = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors, Interactive = InteractionSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = NoWidth;
        console.WriteLine($"{Printable(summary.Root)}: {Count(summary.Files, "file")}, {Count(summary.Lines, "line")}, {Bytes(summary.Bytes)}");

        Section(console, "Languages", summary.Languages.Count, [
            ["language", "files", "lines", "blank", "size"],
            .. summary.Languages.Select(static row => (string[])[row.Language, Number(row.Files), Number(row.Lines), Number(row.BlankLines), Bytes(row.Bytes)])]);

        Section(console, "Largest files", summary.LargestFiles.Count, [
            ["file", "size"],
            .. summary.LargestFiles.Select(static file => (string[])[Printable(file.Path), Bytes(file.Length)])]);

        Section(console, "Longest lines", summary.LongestLines.Count, [
            ["line", "characters"],
            .. summary.LongestLines.Select(static line => (string[])[$"{Printable(line.Path)}:{line.Number}", Number(line.Length)])]);

        Section(console, DuplicatesHeading(summary.Duplicates), Math.Min(top, summary.Duplicates.Count), [
            ["first of them", "copies", "each"],
            .. summary.Duplicates.Take(top).Select(static group => (string[])[Printable(group.Paths[0]), Number(group.Paths.Count), Bytes(group.Length)])]);

        Section(console, $"Could not read {Count(summary.Unreadable.Count, "file or folder", "files or folders")}", Math.Min(top, summary.Unreadable.Count), [
            ["path", "why"],
            .. summary.Unreadable.Take(top).Select(static path => (string[])[Printable(path.Path), Printable(path.Reason)])]);

        if (summary.SkippedFolders > 0)
        {
            console.WriteLine();
            console.WriteLine($"Skipped {Count(summary.SkippedFolders, "folder")} by name; --all takes them in.");
        }

        if (summary.SkippedLinks > 0)
        {
            console.WriteLine();
            console.WriteLine($"Skipped {Count(summary.SkippedLinks, "symbolic link")}.");
        }

        return text.ToString();
    }

    private static string DuplicatesHeading(IReadOnlyList<DuplicateGroup> groups) => string.Create(
        CultureInfo.InvariantCulture,
        $"Duplicates: {Count(groups.Sum(static group => group.Paths.Count), "file")} in {Count(groups.Count, "group")}, {Bytes(groups.Sum(static group => group.WastedBytes))} wasted");

    // Left out when it has nothing to tell. The first column is words and aligned left, the others right.
    private static void Section(IAnsiConsole console, string heading, int count, string[][] rows)
    {
        if (count == 0)
        {
            return;
        }

        Table table = new() { Border = TableBorder.None };
        for (int i = 0; i < rows[0].Length; i++)
        {
            table.AddColumn(new TableColumn(new Text(rows[0][i]))
            {
                Alignment = i == 0 ? Justify.Left : Justify.Right,
                Padding = new Padding(0, 0, i < rows[0].Length - 1 ? Space : 0, 0),
                NoWrap = true,
            });
        }

        foreach (string[] row in rows[1..])
        {
            table.AddRow(row.Select(static cell => new Text(cell)));
        }

        console.WriteLine();
        console.WriteLine(heading);
        console.Write(new Padder(table, new Padding(Space, 0, 0, 0)));
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
