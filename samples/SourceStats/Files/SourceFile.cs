namespace SourceStats.Files;

/// <summary>A file of the tree, as it was when the tree was walked.</summary>
/// <param name="Path">Its path below the root, with <c>/</c> between the parts.</param>
/// <param name="Length">Its length in bytes.</param>
internal sealed record SourceFile(string Path, long Length);

/// <summary>A file or folder that could not be read, and why.</summary>
internal sealed record UnreadablePath(string Path, string Reason);
