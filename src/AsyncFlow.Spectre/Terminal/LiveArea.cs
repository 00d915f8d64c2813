using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>
/// The last lines of the terminal, which are drawn again and again. What else is written to the console meanwhile appears above them. The cursor rests at the
/// start of the line below, so that a program which is killed leaves a usable terminal. Thread-safe.
/// </summary>
/// <remarks>The console calls <see cref="Process"/> while it holds its own lock, so that what is guarded by this object's lock never calls the console.</remarks>
internal sealed class LiveArea : IRenderHook, IDisposable
{
    private readonly IAnsiConsole _console;
    private readonly object _gate = new();

    // Held while the lines are off the screen.
    private readonly object _writing = new();

    // All guarded by _gate. The lines that are to be shown, and their text as long as they have not changed.
    private IReadOnlyList<ScreenLine> _lines = [];
    private Drawing? _drawing;

    // How many lines are on the screen.
    private int _shownLines;

    // What was written to the console, and to each stream that goes around it, behind the last line break.
    private List<Segment> _openLine = [];
    private readonly Dictionary<object, string> _openTexts = [];

    // Whether the area is not shown for now.
    private bool _isHidden;

    public LiveArea(IAnsiConsole console)
    {
        _console = console;
        console.Pipeline.Attach(this);
    }

    /// <summary>How many lines can be shown.</summary>
    public int Height => Math.Max(1, _console.Profile.Height - 1);

    /// <summary>Shows lines in place of those that are shown.</summary>
    public void Show(IReadOnlyList<ScreenLine> lines)
    {
        lock (_gate)
        {
            _lines = lines;
            _drawing = null;
        }

        Refresh();
    }

    /// <summary>Takes the lines off the screen while something is written that does not go through the console. It ends with a line break.</summary>
    public void WriteAbove(Action write)
    {
        lock (_writing)
        {
            SetHidden(true);
            try
            {
                write();
            }
            finally
            {
                SetHidden(false);
            }
        }
    }

    /// <summary>Has a line without an end shown above the others from the next time on: a program may wait for the answer to it.</summary>
    /// <param name="source">Where it was written.</param>
    /// <param name="text">The line; empty for none.</param>
    public void SetOpenText(object source, string text)
    {
        lock (_gate)
        {
            _openTexts[source] = TerminalText.OneLine(text);
            _drawing = null;
        }
    }

    /// <summary>Leaves the lines where they are. What is written now appears below them.</summary>
    public void Dispose()
    {
        bool isOpen;
        lock (_gate)
        {
            isOpen = _openLine.Count > 0;
        }

        if (isOpen)
        {
            _console.Write(new Segments([Segment.LineBreak]));
        }

        _console.Pipeline.Detach(this);
    }

    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables)
    {
        // What is written is code of others, and is called without the lock.
        List<Segment> added = [.. renderables.SelectMany(renderable => renderable.Render(options, options.ConsoleSize.Width)).Where(static segment => segment.Text.Length > 0)];
        lock (_gate)
        {
            List<Segment> written = [.. _openLine, .. added];
            int complete = written.FindLastIndex(static segment => segment.Text.Contains('\n')) + 1;
            if (written.TrueForAll(static segment => segment.IsControlCode))
            {
                complete = written.Count;
            }

            if (complete < written.Count || _openLine.Count > 0)
            {
                _drawing = added.Count > 0 ? null : _drawing;
                _openLine = written[complete..];
            }

            List<Segment> above = written[..complete];
            if (above is [.., { IsControlCode: false } last] && !last.Text.EndsWith('\n'))
            {
                above.Add(Segment.LineBreak);
            }

            int width = options.ConsoleSize.Width;
            string erase = Erase(), draw = "";
            _shownLines = 0;
            if (!_isHidden)
            {
                _drawing = _drawing?.Width == width ? _drawing : Draw(width);
                _shownLines = _drawing.Lines;
                draw = _drawing.Text;
            }

            return complete == 0
                ? [new ControlCode(erase + draw)]
                : [new ControlCode(erase), new Segments(above), new ControlCode(draw)];
        }
    }

    // What the hook gets is nothing, and what it adds is the area.
    private void Refresh() => _console.Write(new ControlCode(""));

    private void SetHidden(bool isHidden)
    {
        lock (_gate)
        {
            _isHidden = isHidden;
        }

        Refresh();
    }

    // Some terminals wrap the lines when they become narrower, and others do not. Rather than erase what the program has written above, some lines stay.
    private string Erase() => _shownLines == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"\e[{_shownLines}A\r\e[J");

    private Drawing Draw(int width)
    {
        List<ScreenLine> lines = [];
        if (_openLine.Count > 0)
        {
            lines.Add(new ScreenLine([.. _openLine.Where(static segment => !segment.IsControlCode)]));
        }

        lines.AddRange(_openTexts.Values.Where(static text => text.Length > 0).Select(static text => new ScreenLine([new Segment(text)])));
        lines.AddRange(_lines);
        using StringWriter text = new() { NewLine = "\n" };
        IAnsiConsole console = OffScreen(text, width);
        int shown = Math.Min(lines.Count, Height);
        foreach (ScreenLine line in lines.TakeLast(shown))
        {
            // The last column stays free: a terminal may wrap a line that fills it.
            console.Write(new Segments([.. line.Fit(width - 1), Segment.LineBreak]));
        }

        return new(width, text.ToString(), shown);
    }

    // Makes one text of the lines, which is written at once: nothing flickers.
    private IAnsiConsole OffScreen(StringWriter text, int width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = (ColorSystemSupport)_console.Profile.Capabilities.ColorSystem,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = _console.Profile.Capabilities.Unicode;
        return console;
    }

    private sealed record Drawing(int Width, string Text, int Lines);
}
