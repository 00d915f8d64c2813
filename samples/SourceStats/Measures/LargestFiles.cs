using SourceStats.Files;

namespace SourceStats.Measures;

/// <summary>The largest files, the largest first.</summary>
internal sealed record LargestFiles(IReadOnlyList<SourceFile> Files)
{
    public static LargestFiles Measure(FileTree tree, int top) => new([.. tree.Files.OrderByDescending(static file => file.Length).Take(top)]);
}
