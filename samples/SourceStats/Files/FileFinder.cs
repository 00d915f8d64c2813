using System.Collections.Frozen;
using System.IO.Enumeration;

namespace SourceStats.Files;

/// <summary>Walks a directory.</summary>
internal static class FileFinder
{
    private static readonly FrozenSet<string> s_notSource =
        FrozenSet.ToFrozenSet([".git", ".hg", ".svn", ".vs", "bin", "obj", "node_modules", "artifacts", "TestResults"], StringComparer.Ordinal);

    // One folder at a time, hidden files too; a folder that cannot be listed throws, so that it can be told.
    private static readonly EnumerationOptions s_oneFolder = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>
    /// Finds the files below a directory. Links are not followed, so nothing is counted twice and the walk ends.
    /// </summary>
    /// <param name="root">The directory's full path.</param>
    /// <param name="all">Whether folders that hold no source by their names (.git, bin, obj, …) are entered as well.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public static FileTree Find(string root, bool all, CancellationToken cancellationToken)
    {
        List<SourceFile> files = [];
        List<UnreadablePath> unreadable = [];
        int skippedFolders = 0;
        int skippedLinks = 0;
        Stack<string> folders = new([""]);
        while (folders.TryPop(out string? folder))
        {
            try
            {
                foreach (Entry entry in new FileSystemEnumerable<Entry>(Path.Join(root, folder), Describe, s_oneFolder))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    string path = folder.Length == 0 ? entry.Name : $"{folder}/{entry.Name}";
                    if (entry.IsLink)
                    {
                        skippedLinks++;
                    }
                    else if (!entry.IsFolder)
                    {
                        files.Add(new SourceFile(path, entry.Length));
                    }
                    else if (all || !s_notSource.Contains(entry.Name))
                    {
                        folders.Push(path);
                    }
                    else
                    {
                        skippedFolders++;
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(UnreadablePath.Because(folder.Length == 0 ? "." : folder, e));
            }
        }

        // The order in which a file system lists its files means nothing; the same tree gives the same report.
        files.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return new FileTree(root, files, skippedFolders, skippedLinks, unreadable);
    }

    private static Entry Describe(ref FileSystemEntry entry) => new(
        entry.FileName.ToString(), entry.IsDirectory, entry.Attributes.HasFlag(FileAttributes.ReparsePoint), entry.Length);

    private readonly record struct Entry(string Name, bool IsFolder, bool IsLink, long Length);
}
