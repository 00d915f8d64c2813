using System.Text;
using SourceStats.Files;

namespace AsyncFlow.Samples.Tests;

public sealed class TextLinesTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "0b")]
    [InlineData("one", "3")]
    [InlineData("one\n", "3")]
    [InlineData("one\ntwo2", "3 4")]
    [InlineData("a\r\nbb\r\n", "1 2")]
    [InlineData("a\n\n \t\r\nb", "1 0b 2b 1")]
    [InlineData("a\rb\n", "3")]
    [InlineData("héllo wörld\n", "11")]
    [InlineData("日本\n😀", "2 1")]
    public void Lines_are_measured_in_characters(string text, string expected) => Assert.Equal(expected, Measure(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Byte_order_marks_choose_the_encoding_and_do_not_count()
    {
        foreach (Encoding encoding in (Encoding[])[new UTF8Encoding(true), new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UTF32Encoding(false, true)])
        {
            Assert.Equal("5 0b 1", Measure([.. encoding.GetPreamble(), .. encoding.GetBytes("héllo\r\n\n😀\n")]));
        }
    }

    [Fact]
    public void Invalid_bytes_are_measured_and_do_no_harm()
    {
        Assert.Equal("4 2", Measure([(byte)'a', 0xFF, 0xC3, (byte)'b', (byte)'\n', 0xE2, 0x82, (byte)'x'])); // 0x82 continues a character that never ends
        Assert.Equal("1 0b", Measure([0xFF, 0xFE, (byte)'a', 0, (byte)'\n', 0, (byte)'\n', 0])); // UTF-16
    }

    [Fact]
    public void A_zero_byte_makes_a_file_binary()
    {
        using TextLines binary = new(new MemoryStream([1, 2, 0, 3]), default);
        Assert.True(binary.IsBinary);

        using TextLines text = new(new MemoryStream([.. Enumerable.Repeat((byte)'x', 8000), 0]), default);
        Assert.False(text.IsBinary); // as git has it
    }

    [Fact]
    public void A_line_may_be_longer_than_any_buffer()
    {
        string text = new string('x', 1_000_000) + "\r\n" + new string('é', 300_000) + "\nend";
        Assert.Equal("1000000 300000 3", Measure(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using CancellationTokenSource source = new();
        using TextLines lines = new(new MemoryStream(new byte[1_000_000].Select(_ => (byte)'x').ToArray()), source.Token);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => lines.TryReadNext(out _, out _));
    }

    private static string Measure(byte[] content)
    {
        using TextLines text = new(new MemoryStream(content), default);
        Assert.False(text.IsBinary);
        List<string> lines = [];
        while (text.TryReadNext(out long length, out bool isBlank))
        {
            lines.Add($"{length}{(isBlank ? "b" : "")}");
        }

        return string.Join(' ', lines);
    }
}
