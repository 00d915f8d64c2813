using System.Text;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>
/// Stands in for the standard output or error stream while the live area is shown: what is written appears above the area, a line at a time. The
/// console calls it from one thread at a time.
/// </summary>
/// <param name="target">The stream that it stands in for.</param>
/// <param name="area">The area.</param>
internal sealed class PrintedText(TextWriter target, LiveArea area) : TextWriter
{
    private readonly object _gate = new();
    private readonly StringBuilder _line = new();
    private bool _isClosed;

    public override Encoding Encoding => target.Encoding;

    public override IFormatProvider FormatProvider => target.FormatProvider;

    public override void Write(char value) => Write([value]);

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(ReadOnlySpan<char> buffer)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                target.Write(buffer);
                return;
            }

            int complete = buffer.LastIndexOf('\n') + 1;
            string text = complete == 0 ? "" : _line.Append(buffer[..complete]).ToString();
            _line.Remove(0, text.Length).Append(buffer[complete..]);
            area.SetOpenText(this, _line.ToString());
            if (text.Length > 0)
            {
                area.WriteAbove(() => target.Write(text));
            }
        }
    }

    public override void Flush() => target.Flush();

    /// <summary>From now on, what is written goes to the stream directly. A line that is not complete is completed.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isClosed = true;
            area.SetOpenText(this, "");
            if (_line.Length > 0)
            {
                area.WriteAbove(() => target.WriteLine(_line));
            }
        }
    }
}
