using SourceStats.Files;

namespace SourceStats.Measures;

/// <summary>A line and how many characters it has.</summary>
internal sealed record LongLine(string Path, long Number, long Length);

/// <summary>The longest lines of all text files, the longest first; of equally long ones the first in the tree.</summary>
internal sealed record LongestLines(IReadOnlyList<LongLine> Lines, IReadOnlyList<UnreadablePath> Unreadable)
{
    public static LongestLines Measure(FileTree tree, int top, CancellationToken cancellationToken)
    {
        // The shortest of the lines kept so far comes out first, and of equally short ones the last that was found.
        PriorityQueue<LongLine, (long Length, long Age)> longest = new();
        long found = 0;
        List<UnreadablePath> unreadable = [];
        tree.Read(tree.Files, unreadable, AddLinesOf, cancellationToken);

        LongLine[] lines = new LongLine[longest.Count];
        for (int i = lines.Length - 1; i >= 0; i--)
        {
            lines[i] = longest.Dequeue();
        }

        return new LongestLines(lines, unreadable);

        void AddLinesOf(SourceFile file, Stream content)
        {
            using TextLines text = new(content, cancellationToken);
            for (long number = 1; !text.IsBinary && text.TryReadNext(out long length, out _); number++)
            {
                if (length > 0 && (longest.Count < top || (top > 0 && length > longest.Peek().Length)))
                {
                    longest.Enqueue(new LongLine(file.Path, number, length), (length, -found++));
                    if (longest.Count > top)
                    {
                        longest.Dequeue();
                    }
                }
            }
        }
    }
}
