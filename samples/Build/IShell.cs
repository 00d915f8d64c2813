namespace Build;

/// <summary>Runs <c>dotnet</c>.</summary>
internal interface IShell
{
    /// <summary>Runs a command.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="cancellationToken">Once cancelled, the process and those that it has started are ended.</param>
    /// <returns>The exit code, and what was printed.</returns>
    Task<(int ExitCode, string Output)> TryRunAsync(string directory, string[] args, CancellationToken cancellationToken);
}

internal static class ShellExtensions
{
    /// <summary>Runs a command that must succeed.</summary>
    /// <exception cref="BuildException">It failed.</exception>
    public static async Task RunAsync(this IShell shell, string directory, string[] args, CancellationToken cancellationToken) =>
        await shell.ReadAsync(directory, args, cancellationToken);

    /// <summary>Runs a command that must succeed, and returns what it printed.</summary>
    /// <exception cref="BuildException">It failed.</exception>
    public static async Task<string> ReadAsync(this IShell shell, string directory, string[] args, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await shell.TryRunAsync(directory, args, cancellationToken);
        return exitCode == 0 ? output : throw new BuildException($"dotnet {string.Join(' ', args)} ended with exit code {exitCode}:\n{output}");
    }
}

/// <summary>The build cannot go on.</summary>
internal sealed class BuildException(string message) : Exception(message);
