namespace SourceStats.Files;

/// <summary>What a walk through a directory found.</summary>
/// <param name="Root">The full path of the directory.</param>
/// <param name="Files">Its files at any depth, in the order of their paths.</param>
/// <param name="SkippedFolders">How many folders were left out because of their names.</param>
/// <param name="SkippedLinks">How many symbolic links were not followed.</param>
/// <param name="Unreadable">Folders that could not be listed.</param>
internal sealed record FileTree(
    string Root, IReadOnlyList<SourceFile> Files, int SkippedFolders, int SkippedLinks, IReadOnlyList<UnreadablePath> Unreadable)
{
    /// <summary>
    /// Reads files one after the other. A file that cannot be read (any more) is no failure of the program: it is added to
    /// <paramref name="unreadable"/>. An empty file is not opened: it has nothing to say, and pipes, sockets and devices, at
    /// which a reader may wait for ever, look empty too.
    /// </summary>
    public void Read(IEnumerable<SourceFile> files, List<UnreadablePath> unreadable, Action<SourceFile, Stream> read, CancellationToken cancellationToken)
    {
        foreach (SourceFile file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                using Stream content = file.Length == 0 ? Stream.Null : Open(file);
                read(file, content);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(UnreadablePath.Because(file.Path, e));
            }
        }
    }

    // Other programs may write, rename or delete the file. The callers pass their own buffers.
    private FileStream Open(SourceFile file) => new(Path.Join(Root, file.Path), new FileStreamOptions
    {
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.SequentialScan,
        BufferSize = 0,
    });
}
