using System.Globalization;
using AsyncFlow;

namespace Company.FlowConsole1;

/// <summary>
/// Counts the lines of the files in a folder. A step runs as soon as the steps have ended whose results its parameters are; the compiler checks
/// that there is one for each, and no cycle.
/// </summary>
[Flow]
internal sealed partial class FolderFlow
{
    [Step]
    private static FileInfo[] FindFiles([Input] string directory) => new DirectoryInfo(directory).GetFiles();

    /// <summary>Runs once for each file, at most eight at a time.</summary>
    [Step]
    private static async Task<int> CountLines([Each(nameof(FindFiles), MaxConcurrency = 8)] FileInfo file, CancellationToken cancellationToken) =>
        (await File.ReadAllLinesAsync(file.FullName, cancellationToken)).Length;

    /// <summary>Runs at the same time as the counting.</summary>
    [Step]
    private static FileInfo? FindLargest(FileInfo[] files) => files.MaxBy(static file => file.Length);

    [Step, Output]
    private static Summary Summarize(IReadOnlyList<int> lines, FileInfo? largest) => new(lines.Count, lines.Sum(), largest?.Name);
}

/// <summary>What there is in a folder.</summary>
internal sealed record Summary(int Files, int Lines, string? Largest)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Files} files, {Lines} lines, the largest: {Largest ?? "none"}");
}
