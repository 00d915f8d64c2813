using System.ComponentModel;
using AsyncFlow;
using AsyncFlow.CommandLine;
using SourceStats.Files;
using SourceStats.Measures;
using SourceStats.Reporting;

namespace SourceStats;

/// <summary>
/// The whole program as one flow. Each step is one question about the tree; a parameter is the answer to an earlier one, or an option of the
/// command line.
/// </summary>
/// <param name="output">Where the table goes; null for standard output, as it is at the end: above the progress on a terminal.</param>
[Flow]
internal sealed partial class SourceStatsFlow(TextWriter? output = null)
{
    // Each reader goes through the tree on its own; more than two at once would only fight over the disk.
    private readonly FlowSemaphore _disk = new(2, "disk");

    /// <summary>The command line.</summary>
    public static FlowCommandSettings Command { get; } = new()
    {
        Description = "Counts what is in a tree of source code: lines by language, duplicate files, the largest files, the longest lines.",
        Arguments = ["directory"],
        IsQuiet = true,
    };

    [Step]
    private static Request Check(
        [Input, Description("The tree to look at; by default the repository around the current directory")] string? directory = null,
        [Input, Description("Also write everything to this file as JSON")] string? json = null,
        [Input, Description("How many files and lines the lists show")] int top = 5) => Request.Of(directory, json, top);

    [Step, WithLock(nameof(_disk))]
    private static FileTree FindFiles(
        Request request, [Input, Description("Also look into .git, bin, obj, node_modules and the like")] bool all = false, CancellationToken cancellationToken = default) =>
        FileFinder.Find(request.Root, all, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private static LanguageTable CountLines(FileTree tree, CancellationToken cancellationToken) => LanguageTable.Measure(tree, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private static DuplicateFiles FindDuplicates(FileTree tree, CancellationToken cancellationToken) => DuplicateFiles.Measure(tree, cancellationToken);

    [Step, WithLock(nameof(_disk))]
    private static LongestLines FindLongestLines(FileTree tree, Request request, CancellationToken cancellationToken) => LongestLines.Measure(tree, request.Top, cancellationToken);

    [Step]
    private static LargestFiles FindLargestFiles(FileTree tree, Request request) => LargestFiles.Measure(tree, request.Top);

    /// <summary>Joins the answers, writes the file, then prints: an interrupted run has done none of it.</summary>
    [Step, Output]
    private async Task<Summary> Report(
        Request request, FileTree tree, LanguageTable languages, DuplicateFiles duplicates, LargestFiles largest, LongestLines longest, CancellationToken cancellationToken)
    {
        Summary summary = Summary.Join(tree, languages, duplicates, largest, longest);
        if (request.JsonFile is not null)
        {
            await JsonReport.WriteAsync(summary, request.JsonFile, cancellationToken);
        }

        cancellationToken.ThrowIfCancellationRequested();
        await (output ?? Console.Out).WriteAsync(TableReport.Format(summary, request.Top));
        return summary;
    }
}
