using AsyncFlow;
using SourceStats.Files;
using SourceStats.Measures;
using SourceStats.Reporting;

namespace SourceStats;

/// <summary>
/// The whole program as one flow. Each step is one question about the tree; a parameter is the answer to an earlier one.
/// </summary>
/// <param name="root">The directory to look at; it exists.</param>
/// <param name="options">What to look for.</param>
/// <param name="output">Where the table goes.</param>
[Flow]
internal sealed partial class SourceStatsFlow(string root, Options options, TextWriter output)
{
    // Each reader goes through the tree on its own; more than two at once would only fight over the disk.
    private readonly FlowSemaphore _disk = new(2, "disk");

    [Step, WithLock(nameof(_disk))]
    private FileTree FindFiles(CancellationToken cancellationToken) => FileFinder.Find(root, options.All, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private static LanguageTable CountLines(FileTree tree, CancellationToken cancellationToken) => LanguageTable.Measure(tree, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private static DuplicateFiles FindDuplicates(FileTree tree, CancellationToken cancellationToken) => DuplicateFiles.Measure(tree, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private LongestLines FindLongestLines(FileTree tree, CancellationToken cancellationToken) => LongestLines.Measure(tree, options.Top, cancellationToken);

    [Step]
    private LargestFiles FindLargestFiles(FileTree tree) => LargestFiles.Measure(tree, options.Top);

    /// <summary>Joins the answers, writes the file, then prints: an interrupted run has done none of it.</summary>
    [Step, Output]
    private async Task<Summary> Report(
        FileTree tree, LanguageTable languages, DuplicateFiles duplicates, LargestFiles largest, LongestLines longest, CancellationToken cancellationToken)
    {
        Summary summary = Summary.Join(tree, languages, duplicates, largest, longest);
        if (options.JsonFile is not null)
        {
            await JsonReport.WriteAsync(summary, options.JsonFile, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await output.WriteAsync(TableReport.Format(summary, options.Top));
        return summary;
    }
}
