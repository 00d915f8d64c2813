namespace AsyncFlow.Journals;

/// <summary>Reads a journal, and finds out where it has been cut off.</summary>
/// <param name="path">The file.</param>
/// <param name="header">The first line that it must have.</param>
internal sealed class JournalReader(string path, byte[] header)
{
    /// <summary>Reads all lines.</summary>
    /// <param name="content">The content of the file.</param>
    /// <param name="lines">The last line of each step.</param>
    /// <returns>How long the part is that was written completely; zero for a journal without a first line.</returns>
    /// <exception cref="InvalidDataException">It is not a journal, or is damaged.</exception>
    /// <exception cref="InvalidOperationException">It is the journal of another flow or of other inputs.</exception>
    public int Read(ReadOnlyMemory<byte> content, out Dictionary<string, JournalLine> lines)
    {
        lines = [];
        int end = CheckHeader(content);
        for (int number = 2; end < content.Length; number++)
        {
            int next = EndOfLine(content, end);
            if (JournalLine.Parse(content[end..next]) is { Step: { } step } line)
            {
                lines[step] = line;
            }
            else if (next == content.Length)
            {
                // The last one: it was being written when the process or the machine stopped.
                break;
            }
            else
            {
                throw new InvalidDataException($"The journal '{path}' is damaged in line {number}: it is not as it was written, but lines follow it. Restore the file from a copy, or delete the line to have the step run again.");
            }

            end = next;
        }

        return end;
    }

    private int CheckHeader(ReadOnlyMemory<byte> content)
    {
        int end = EndOfLine(content, 0);
        ReadOnlySpan<byte> first = content.Span[..end];
        if (first.SequenceEqual(header))
        {
            return end;
        }

        if (end == content.Length && header.AsSpan().StartsWith(first))
        {
            return 0;
        }

        throw JournalLine.Parse(content[..end]) is { Flow: { } found }
            ? new InvalidOperationException($"The journal '{path}' is of another run: it was written for {Describe(found)}, and this is {Describe(JournalLine.Parse(header)!.Flow!)}. Use a journal of its own for each flow and each set of inputs.")
            : new InvalidDataException($"The file '{path}' is not a journal, or its line 1 is damaged. It is left as it is; use another file.");
    }

    private static string Describe(string flow) => flow.EndsWith(')') && flow.LastIndexOf('(') is >= 0 and int inputs
        ? $"flow '{flow[..inputs]}' with inputs of the fingerprint {flow[(inputs + 1)..^1]}"
        : $"flow '{flow}'";

    // With the line end.
    private static int EndOfLine(ReadOnlyMemory<byte> content, int start) =>
        content.Span[start..].IndexOf((byte)'\n') is >= 0 and int length ? start + length + 1 : content.Length;
}
