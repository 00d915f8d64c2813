using Spectre.Console;

namespace AsyncFlow.CommandLine.Output;

/// <summary>Writes to a terminal, or to a file without colors.</summary>
internal sealed class Terminal
{
    // What goes to a file or a pipe is not wrapped.
    private const int NoWidth = 1_000;

    // The line of the run, and the one on which the cursor rests.
    private const int OtherLines = 2;

    private readonly IAnsiConsole _console;

    public Terminal(IAnsiConsole console) => _console = console;

    public Terminal(TextWriter writer, bool isColorless)
    {
        AnsiConsoleOutput output = new(writer);
        bool hasColors = !isColorless && output.IsTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = output,
            Ansi = output.IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = hasColors ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = output.IsTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!output.IsTerminal)
        {
            _console.Profile.Width = NoWidth;
        }
    }

    private bool IsLive => _console.Profile.Capabilities is { Interactive: true, Ansi: true };

    /// <summary>A flow whose runs are shown while they happen.</summary>
    public IFlow Show(IFlow flow, Detail detail) => detail switch
    {
        Detail.Steps => _console.Live(flow),
        Detail.Progress when IsLive => _console.Live(flow).AutoClear(),
        _ => flow,
    };

    /// <summary>Whether all that a table would say stays on the terminal after a run that was shown.</summary>
    public bool Keeps(FlowPlan plan) => IsLive && plan.Steps.Count + OtherLines <= _console.Profile.Height;

    /// <summary>Writes a line of Spectre's markup.</summary>
    public void WriteLine(string markup) => _console.MarkupLine(markup);

    /// <summary>Writes a table.</summary>
    public void Write(Table table) => _console.Write(table);
}
