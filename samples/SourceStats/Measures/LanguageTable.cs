using SourceStats.Files;

namespace SourceStats.Measures;

/// <summary>How much of a language there is.</summary>
internal sealed record LanguageRow(string Language, int Files, long Lines, long BlankLines, long Bytes);

/// <summary>How much of each language there is, the one with most lines first.</summary>
internal sealed record LanguageTable(IReadOnlyList<LanguageRow> Rows, IReadOnlyList<UnreadablePath> Unreadable)
{
    public static LanguageTable Measure(FileTree tree, CancellationToken cancellationToken)
    {
        Dictionary<string, LanguageRow> rows = [];
        List<UnreadablePath> unreadable = [];
        tree.Read(tree.Files, unreadable, Add, cancellationToken);
        return new LanguageTable(
            [.. rows.Values.OrderByDescending(row => row.Lines).ThenByDescending(row => row.Bytes).ThenBy(row => row.Language, StringComparer.Ordinal)],
            unreadable);

        void Add(SourceFile file, Stream content)
        {
            (string language, long lines, long blankLines) = MeasureFile(file, content, cancellationToken);
            LanguageRow row = rows.GetValueOrDefault(language) ?? new LanguageRow(language, 0, 0, 0, 0);
            rows[language] = new LanguageRow(language, row.Files + 1, row.Lines + lines, row.BlankLines + blankLines, row.Bytes + file.Length);
        }
    }

    private static (string Language, long Lines, long BlankLines) MeasureFile(SourceFile file, Stream content, CancellationToken cancellationToken)
    {
        using TextLines text = new(content, cancellationToken);
        if (text.IsBinary)
        {
            return (Languages.Binary, 0, 0);
        }

        long lines = 0;
        long blankLines = 0;
        while (text.TryReadNext(out _, out bool isBlank))
        {
            lines++;
            blankLines += isBlank ? 1 : 0;
        }

        return (Languages.Of(file.Path), lines, blankLines);
    }
}
