using System.Buffers;
using System.Text;

namespace SourceStats.Files;

/// <summary>
/// The lines of a text file, measured but never held: a file of any size, also one that is a single line, takes the same
/// little memory. UTF-8 is read as it is, UTF-16 and UTF-32 if a byte order mark says so; bytes that are not valid in their
/// encoding are measured all the same.
/// </summary>
internal sealed class TextLines : IDisposable
{
    private const int BlockLength = 128 * 1024;

    // How far git looks for a zero byte before it calls a file text; so do we.
    private const int BinaryProbe = 8000;

    private static readonly SearchValues<byte> s_blanks = SearchValues.Create(" \t\r\v\f"u8);

    private readonly byte[] _block = ArrayPool<byte>.Shared.Rent(BlockLength);
    private readonly Stream _content;
    private readonly CancellationToken _cancellationToken;

    // What has been read and not yet measured is _block[_start.._end].
    private int _start;
    private int _end;

    public TextLines(Stream content, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _content = content;
        _end = content.ReadAtLeast(_block, BinaryProbe, throwOnEndOfStream: false);
        (Encoding encoding, int mark) = DetectEncoding(_block.AsSpan(0, _end));
        if (encoding is UTF8Encoding)
        {
            _start = mark;
            IsBinary = _block.AsSpan(0, Math.Min(_end, BinaryProbe)).Contains((byte)0);
            return;
        }

        content.Position = mark;
        _content = Encoding.CreateTranscodingStream(content, encoding, Encoding.UTF8, leaveOpen: true);
        _end = 0;
    }

    /// <summary>Whether this is no text, so that its lines mean nothing.</summary>
    public bool IsBinary { get; }

    /// <summary>Measures the next line.</summary>
    /// <param name="length">How many characters (Unicode code points) it has, its line end not counted.</param>
    /// <param name="isBlank">Whether it is empty or only white space.</param>
    /// <returns>False at the end of the file.</returns>
    public bool TryReadNext(out long length, out bool isBlank)
    {
        length = 0;
        isBlank = true;
        bool hasLine = false;
        bool endsWithReturn = false;
        bool ended = false;
        while (!ended && HasMore())
        {
            hasLine = true;
            ReadOnlySpan<byte> part = _block.AsSpan(_start, _end - _start);
            int lineEnd = part.IndexOf((byte)'\n');
            ended = lineEnd >= 0;
            part = ended ? part[..lineEnd] : part;
            _start += part.Length + (ended ? 1 : 0);
            if (part.Length > 0)
            {
                length += CountCharacters(part);
                isBlank = isBlank && !part.ContainsAnyExcept(s_blanks);
                endsWithReturn = part[^1] == '\r';
            }
        }

        length -= endsWithReturn ? 1 : 0;
        return hasLine;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_block);
        _content.Dispose();
    }

    private bool HasMore()
    {
        if (_start == _end)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            _start = 0;
            _end = _content.Read(_block);
        }

        return _end > 0;
    }

    // In UTF-8 every character has one byte that is not 10xxxxxx. Counting those bytes needs no whole characters, so it
    // does not matter where a block ends, and an invalid byte can do no harm.
    private static int CountCharacters(ReadOnlySpan<byte> utf8)
    {
        if (Ascii.IsValid(utf8))
        {
            return utf8.Length;
        }

        int count = 0;
        foreach (byte unit in utf8)
        {
            count += (unit & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    private static (Encoding Encoding, int MarkLength) DetectEncoding(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding.UTF8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Encoding.UTF32, 4),
        [0xFF, 0xFE, ..] => (Encoding.Unicode, 2),
        [0xFE, 0xFF, ..] => (Encoding.BigEndianUnicode, 2),
        _ => (Encoding.UTF8, 0),
    };
}
