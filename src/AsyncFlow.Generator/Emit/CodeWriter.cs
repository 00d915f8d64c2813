using System.Text;

namespace AsyncFlow.Generator.Emit;

/// <summary>Writes indented lines, which always end with <c>\n</c>.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _needsGap;

    /// <summary>Writes one or more lines at the current depth.</summary>
    public void Write(string lines)
    {
        if (_needsGap)
        {
            _text.Append('\n');
            _needsGap = false;
        }

        foreach (string line in lines.Split('\n'))
        {
            string trimmed = line.TrimEnd('\r');
            _text.Append(' ', trimmed.Length == 0 ? 0 : _depth * 4).Append(trimmed).Append('\n');
        }
    }

    /// <summary>Writes each line with a prefix, for example of a comment.</summary>
    public void WriteLines(string prefix, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            Write((prefix + line).TrimEnd());
        }
    }

    /// <summary>Leaves an empty line before the next text, unless the block ends there.</summary>
    public void Gap() => _needsGap = _text.Length > 0;

    /// <summary>Writes a head and an opening brace. Disposing the block closes it.</summary>
    public Block Open(string head, string close = "}")
    {
        Write(head);
        Write("{");
        _depth++;
        return new(this, close);
    }

    public override string ToString() => _text.ToString();

    private void Close(string close)
    {
        _depth--;
        _needsGap = false;
        Write(close);
    }

    /// <summary>An open block.</summary>
    public readonly struct Block(CodeWriter writer, string close) : IDisposable
    {
        public void Dispose() => writer.Close(close);
    }
}
