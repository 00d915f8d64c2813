using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;

namespace AsyncFlow.Durable.Dashboard.Pages;

/// <summary>HTML. Written as an interpolated string, it encodes every value that is not HTML itself.</summary>
internal sealed class Html
{
    private readonly string _text;

    private Html(string text) => _text = text;

    public static Html Empty { get; } = new("");

    public static Html Of(Writer text) => new(text.ToString());

    /// <summary>The parts, one after the other.</summary>
    public static Html All(IEnumerable<Html> parts) => new(string.Concat(parts.Select(static part => part._text)));

    public override string ToString() => _text;

    [InterpolatedStringHandler]
    internal readonly struct Writer
    {
        private readonly StringBuilder _text;

        public Writer(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 16));

        public void AppendLiteral(string text) => _text.Append(text);

        public void AppendFormatted(Html html) => _text.Append(html._text);

        public void AppendFormatted(string? text) => _text.Append(HtmlEncoder.Default.Encode(text ?? ""));

        public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

        public override string ToString() => _text.ToString();
    }
}
