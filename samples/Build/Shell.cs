using System.Diagnostics;

namespace Build;

/// <inheritdoc/>
internal sealed class Shell : IShell
{
    public async Task<(int ExitCode, string Output)> TryRunAsync(string directory, string program, string[] args, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(program, args) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };

        // No server process outlives the build. A caller that has a compiler of its own says so by this variable, and ends it.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment.TryAdd("UseSharedCompilation", "false");
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Task<string> error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await error);
    }
}
