namespace DocsSite.Publishing;

/// <summary>A text of the documentation.</summary>
/// <param name="Path">Its path within the folder, with <c>/</c> between the names.</param>
/// <param name="Text">What is in it.</param>
internal sealed record Document(string Path, string Text);

/// <summary>The Markdown files of a folder and of those in it.</summary>
internal sealed class MarkdownFolder(string path)
{
    /// <summary>The paths of all Markdown files, in the order of their names.</summary>
    public string[] Find() =>
        [.. Directory.EnumerateFiles(path, "*.md", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>Reads one of them.</summary>
    public async Task<Document> ReadAsync(string file, CancellationToken cancellationToken) =>
        new(Path.GetRelativePath(path, file).Replace('\\', '/'), await File.ReadAllTextAsync(file, cancellationToken));
}
