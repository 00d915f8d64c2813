using AsyncFlow.Spectre.Terminal;
using Spectre.Console.Rendering;
using Spectre.Console.Testing;

namespace AsyncFlow.Spectre.Tests;

/// <summary>What is written to the standard streams while the live area is shown, and reaches the same terminal.</summary>
public sealed class PrintedTextTests : IDisposable
{
    private readonly TestConsole _console = new TestConsole().Interactive().EmitAnsiSequences().Width(20).Height(10);
    private readonly LiveArea _area;
    private readonly PrintedText _text;

    public PrintedTextTests()
    {
        _area = new LiveArea(_console);
        _text = new PrintedText(_console.Profile.Out.Writer, _area);
        _area.Show([Line("first row"), Line("second row")]);
    }

    private string[] Screen => Infrastructure.Screen.Of(_console.Output, 20);

    public void Dispose()
    {
        _text.Dispose();
        _area.Dispose();
        _console.Dispose();
    }

    [Fact]
    public void Lines_appear_above_the_area()
    {
        _text.WriteLine("one");
        _text.Write("two\nthr");
        _text.Write('e');
        _text.Write("e\n".ToCharArray());

        Assert.Equal(["one", "two", "three", "first row", "second row"], Screen);
    }

    [Fact]
    public void A_line_without_an_end_is_shown_from_the_next_drawing_on_and_written_when_it_ends()
    {
        _text.Write("Continue? ");
        _area.Show([Line("row")]);
        Assert.Equal(["Continue?", "row"], Screen);

        _text.WriteLine("yes");
        Assert.Equal(["Continue? yes", "row"], Screen);
    }

    [Fact]
    public void A_line_longer_than_the_terminal_is_wrapped_by_it()
    {
        _text.WriteLine(new string('x', 50));
        _text.WriteLine("next");

        Assert.Equal([new string('x', 20), new string('x', 20), new string('x', 10), "next", "first row", "second row"], Screen);
    }

    [Fact]
    public void Text_that_ends_within_a_line_is_ended_before_the_area()
    {
        _console.Write(new Segments([new Segment("one\ntwo")]));

        Assert.Equal(["one", "two", "first row", "second row"], Screen);
    }

    [Fact]
    public void An_area_that_shrinks_leaves_nothing_behind()
    {
        _area.Show([Line("row")]);
        _text.WriteLine("one");

        Assert.Equal(["one", "row"], Screen);
    }

    [Fact]
    public void At_the_end_an_open_line_is_completed_and_later_text_goes_on_below()
    {
        _text.Write("open");
        _text.Complete();
        _area.Dispose();
        _text.Write("later");
        _text.WriteLine();

        Assert.Equal(["open", "first row", "second row", "later"], Screen);
    }

    [Fact]
    public void Threads_that_write_at_the_same_time_do_not_disturb_each_other()
    {
        TextWriter text = TextWriter.Synchronized(_text);
        Parallel.For(0, 400, i =>
        {
            switch (i % 4)
            {
                case 0:
                    _console.Write(new Segments([new Segment($"console {i}"), Segment.LineBreak]));
                    break;
                case 1:
                    _area.Show([Line($"row {i}"), Line("second row")]);
                    break;
                default:
                    text.WriteLine($"line {i}");
                    break;
            }
        });
        _area.Show([Line("first row"), Line("second row")]);

        string[] screen = Screen;
        Assert.Equal(["first row", "second row"], screen[^2..]);
        Assert.Equal(
            Enumerable.Range(0, 400).Where(static i => i % 4 != 1).Select(static i => i % 4 == 0 ? $"console {i}" : $"line {i}").Order(StringComparer.Ordinal),
            screen[..^2].Order(StringComparer.Ordinal));
    }

    private static ScreenLine Line(string text) => new([new Segment(text)]);
}
