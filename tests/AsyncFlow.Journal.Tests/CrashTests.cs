using System.Diagnostics;

namespace AsyncFlow.Journal.Tests;

/// <summary>A process that ends without clean-up.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_run_goes_on_where_its_process_ended()
    {
        using TempFile file = new();
        foreach (int crashAt in (int[])[1, 17, 20])
        {
            (int exitCode, string output) = await StartAsync(file.Path, crashAt);
            Assert.NotEqual(0, exitCode);
            Assert.Equal("", output);
        }

        Assert.Equal((0, "60 orders, total 18300, redone 0"), await StartAsync(file.Path, crashAt: 0));
    }

    private static async Task<(int ExitCode, string Output)> StartAsync(string journal, int crashAt)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, ["exec", typeof(Program).Assembly.Location, journal, $"{crashAt}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        await error;
        return (process.ExitCode, output.Trim());
    }
}
