using SourceStats.Files;
using SourceStats.Measures;

namespace SourceStats.Reporting;

/// <summary>Everything that is known of a tree; what the JSON file holds.</summary>
internal sealed record Summary(
    string Root,
    int Files,
    long Bytes,
    long Lines,
    IReadOnlyList<LanguageRow> Languages,
    IReadOnlyList<SourceFile> LargestFiles,
    IReadOnlyList<LongLine> LongestLines,
    IReadOnlyList<DuplicateGroup> Duplicates,
    IReadOnlyList<UnreadablePath> Unreadable,
    int SkippedFolders,
    int SkippedLinks)
{
    public static Summary Join(FileTree tree, LanguageTable languages, DuplicateFiles duplicates, LargestFiles largest, LongestLines longest) => new(
        tree.Root,
        tree.Files.Count,
        tree.Files.Sum(static file => file.Length),
        languages.Rows.Sum(static row => row.Lines),
        languages.Rows,
        largest.Files,
        longest.Lines,
        duplicates.Groups,
        // Several steps stumble over the same file; it is told once.
        [.. tree.Unreadable.Concat(languages.Unreadable).Concat(duplicates.Unreadable).Concat(longest.Unreadable)
            .DistinctBy(static path => path.Path)
            .OrderBy(static path => path.Path, StringComparer.Ordinal)],
        tree.SkippedFolders,
        tree.SkippedLinks);
}
