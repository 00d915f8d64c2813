using System.Buffers;
using System.Security.Cryptography;
using SourceStats.Files;

namespace SourceStats.Measures;

/// <summary>Files with the same content.</summary>
/// <param name="Sha256">The content's SHA-256, in hexadecimal.</param>
/// <param name="Length">The length of each in bytes.</param>
/// <param name="Paths">Where they are.</param>
internal sealed record DuplicateGroup(string Sha256, long Length, IReadOnlyList<string> Paths)
{
    /// <summary>The bytes that all copies but one take.</summary>
    public long WastedBytes => Length * (Paths.Count - 1);
}

/// <summary>Groups of files with the same content, the one that wastes most first. Empty files are no copies of each other.</summary>
internal sealed record DuplicateFiles(IReadOnlyList<DuplicateGroup> Groups, IReadOnlyList<UnreadablePath> Unreadable)
{
    private const int BlockLength = 128 * 1024;

    public static DuplicateFiles Measure(FileTree tree, CancellationToken cancellationToken)
    {
        // Only files of the same length can be equal, so most files are never read.
        IEnumerable<SourceFile> candidates = tree.Files
            .Where(static file => file.Length > 0)
            .GroupBy(static file => file.Length)
            .Where(static group => group.Skip(1).Any())
            .SelectMany(static group => group);

        Dictionary<(long Length, string Hash), List<string>> byContent = [];
        List<UnreadablePath> unreadable = [];
        tree.Read(candidates, unreadable, Add, cancellationToken);
        return new DuplicateFiles(
            [.. byContent
                .Where(static content => content.Value.Count > 1)
                .Select(static content => new DuplicateGroup(content.Key.Hash, content.Key.Length, content.Value))
                .OrderByDescending(static group => group.WastedBytes)
                .ThenBy(static group => group.Paths[0], StringComparer.Ordinal)],
            unreadable);

        void Add(SourceFile file, Stream content)
        {
            (long, string) key = (file.Length, Hash(content, cancellationToken));
            if (!byContent.TryGetValue(key, out List<string>? paths))
            {
                byContent.Add(key, paths = []);
            }

            paths.Add(file.Path);
        }
    }

    // As SHA256.HashData(Stream), but a file of many gigabytes can be interrupted.
    private static string Hash(Stream content, CancellationToken cancellationToken)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            for (int read; (read = content.Read(block)) > 0;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(block, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
