using System.Diagnostics;
using System.Text;

namespace AsyncFlow.Package.Tests;

/// <summary>A program that runs until it is told to stop. Disposing it ends it in any case.</summary>
internal sealed class RunningProgram(ProcessStartInfo start) : IDisposable
{
    private readonly Process _process = Process.Start(start)!;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(1));
    private readonly StringBuilder _output = new();

    /// <summary>Reads lines until one contains a text; returns what follows it in that line.</summary>
    public async Task<string> ReadAfterAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync(_limit.Token) is { } line)
        {
            _output.AppendLine(line);
            if (line.IndexOf(text, StringComparison.Ordinal) is >= 0 and int start)
            {
                return line[(start + text.Length)..];
            }
        }

        throw new InvalidOperationException($"The program has ended without '{text}':\n{_output}{await _process.StandardError.ReadToEndAsync(_limit.Token)}");
    }

    /// <summary>Asks the program to terminate; returns its exit code, and all that it has printed.</summary>
    public async Task<(int ExitCode, string Output)> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync(_limit.Token);
        }

        _output.Append(await _process.StandardOutput.ReadToEndAsync(_limit.Token));
        await _process.WaitForExitAsync(_limit.Token);
        return (_process.ExitCode, _output.ToString());
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        _limit.Dispose();
    }
}
