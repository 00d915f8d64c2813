using Spectre.Console;

namespace AsyncFlow.CommandLine.Output;

/// <summary>Writes to a terminal in colors, or to a file without. Thread-safe.</summary>
internal sealed class Terminal
{
    // What goes to a file or a pipe is not wrapped.
    private const int NoWidth = 1_000;

    private readonly object _gate = new();
    private readonly IAnsiConsole _console;

    public Terminal(TextWriter writer, bool isColorless)
    {
        AnsiConsoleOutput output = new(writer);
        bool hasColors = !isColorless && output.IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = hasColors ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!output.IsTerminal)
        {
            _console.Profile.Width = NoWidth;
        }
    }

    /// <summary>Writes a line of Spectre's markup.</summary>
    public void WriteLine(string markup)
    {
        lock (_gate)
        {
            _console.MarkupLine(markup);
        }
    }

    /// <summary>Writes a table.</summary>
    public void Write(Table table)
    {
        lock (_gate)
        {
            _console.Write(table);
        }
    }
}
