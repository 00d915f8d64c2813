namespace Build;

/// <summary>Runs programs.</summary>
internal interface IShell
{
    /// <summary>Runs a program.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="program">The program.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="cancellationToken">Once cancelled, the process and those that it has started are ended.</param>
    /// <returns>The exit code, and what was printed.</returns>
    Task<(int ExitCode, string Output)> TryRunAsync(string directory, string program, string[] args, CancellationToken cancellationToken);
}

internal static class ShellExtensions
{
    /// <summary>Runs a command of <c>dotnet</c> that must succeed.</summary>
    /// <exception cref="BuildException">It failed.</exception>
    public static async Task RunAsync(this IShell shell, string directory, string[] args, CancellationToken cancellationToken) =>
        await shell.ReadAsync(directory, "dotnet", args, cancellationToken);

    /// <summary>Runs a program that must succeed, and returns what it printed.</summary>
    /// <exception cref="BuildException">It failed.</exception>
    public static async Task<string> ReadAsync(this IShell shell, string directory, string program, string[] args, CancellationToken cancellationToken)
    {
        (int exitCode, string output) = await shell.TryRunAsync(directory, program, args, cancellationToken);
        return exitCode == 0 ? output : throw new BuildException($"{program} {string.Join(' ', args)} ended with exit code {exitCode}:\n{output}");
    }
}

/// <summary>The build cannot go on.</summary>
internal sealed class BuildException(string message) : Exception(message);
