using Spectre.Console;

namespace AsyncFlow.Spectre.Terminal;

/// <summary>Has what the program writes to the terminal by <see cref="Console.Out"/> and <see cref="Console.Error"/> appear above the live area.</summary>
/// <remarks>A stream that is redirected does not reach the terminal, and is left alone.</remarks>
internal sealed class ConsoleCapture : IDisposable
{
    private readonly PrintedText? _out;
    private readonly PrintedText? _error;

    // What the console gives back for them.
    private readonly TextWriter? _installedOut;
    private readonly TextWriter? _installedError;

    // What was there before.
    private readonly TextWriter? _previousOut;
    private readonly TextWriter? _previousError;

    /// <summary>Begins.</summary>
    /// <param name="area">The area.</param>
    /// <param name="capturesOut">Whether to capture <see cref="Console.Out"/>.</param>
    /// <param name="capturesError">Whether to capture <see cref="Console.Error"/>.</param>
    public ConsoleCapture(LiveArea area, bool capturesOut, bool capturesError)
    {
        if (capturesOut)
        {
            _previousOut = Console.Out;
            Console.SetOut(_out = new PrintedText(_previousOut, area));
            _installedOut = Console.Out;
        }

        if (capturesError)
        {
            _previousError = Console.Error;
            Console.SetError(_error = new PrintedText(_previousError, area));
            _installedError = Console.Error;
        }
    }

    /// <summary>Begins with the streams that reach the terminal; null if the console is not the terminal of the process.</summary>
    public static ConsoleCapture? Begin(IAnsiConsole console, LiveArea area) => console.Profile.Out.IsTerminal
        ? new(area, !Console.IsOutputRedirected, !Console.IsErrorRedirected)
        : null;

    /// <summary>Gives the streams back. A stream that the program has replaced meanwhile stays as it is.</summary>
    public void Dispose()
    {
        if (_installedOut is not null && Console.Out == _installedOut)
        {
            Console.SetOut(_previousOut!);
        }

        if (_installedError is not null && Console.Error == _installedError)
        {
            Console.SetError(_previousError!);
        }

        _out?.Complete();
        _error?.Complete();
    }
}
