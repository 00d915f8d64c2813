using System.Diagnostics;

namespace Company.FlowBuild1;

/// <summary>Runs <c>dotnet</c> in a folder.</summary>
internal sealed class Tool(DirectoryInfo directory)
{
    /// <exception cref="InvalidOperationException">The command failed; the message is what it printed.</exception>
    public async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new("dotnet", args) { WorkingDirectory = directory.FullName, RedirectStandardOutput = true, RedirectStandardError = true };
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

        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet {string.Join(' ', args)} ended with exit code {process.ExitCode}:\n{await output}{await error}");
        }
    }
}
