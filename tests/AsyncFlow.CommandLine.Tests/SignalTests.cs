using System.Diagnostics;

namespace AsyncFlow.CommandLine.Tests;

/// <summary>The program as a process of its own.</summary>
public sealed class SignalTests
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task A_signal_cancels_the_run_and_the_report_is_printed(string signal, int exitCode)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // Background processes of a shell ignore SIGINT, and so would what they start.
        using Process process = Process.Start(new ProcessStartInfo("env", ["--default-signal=INT", Environment.ProcessPath!, "exec", typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Assert.Equal("waiting", await process.StandardOutput.ReadLineAsync());
        using (Process kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync();
        Assert.Equal(exitCode, process.ExitCode);
        Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        Assert.Matches("Wait +canceled", await error);
        Assert.Matches("Pack +not run +'Wait' did not succeed", await error);
        Assert.Contains("Waiting: cancelled after", await error, StringComparison.Ordinal);
    }
}
