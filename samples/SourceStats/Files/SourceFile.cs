namespace SourceStats.Files;

/// <summary>A file of the tree, as it was when the tree was walked.</summary>
/// <param name="Path">Its path below the root, with <c>/</c> between the parts.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record SourceFile(string Path, long Length);
