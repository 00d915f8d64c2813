using System.Text.RegularExpressions;

namespace AsyncFlow.Package.Tests;

/// <summary>A project that uses the package, far from this repository.</summary>
public sealed partial class Consumer(string directory, string packages)
{
    /// <summary>Builds; returns the exit code and every line of an error or warning, in the order of the source.</summary>
    public async Task<(int ExitCode, string[] Problems)> BuildAsync()
    {
        (int exitCode, string output) = await DotNet.RunAsync(directory, packages, "build", "--tl:off", "--verbosity:quiet");
        string log = output.Split("\nBuild ")[0]; // what follows is a summary, which says everything a second time
        return (exitCode, [.. Problem().Matches(log).OrderBy(match => int.Parse("0" + match.Groups["line"].Value, null)).Select(match => match.Groups["problem"].Value)]);
    }

    /// <summary>Runs what was built for a target framework; returns what it printed.</summary>
    public async Task<string> RunAsync(string targetFramework)
    {
        (int exitCode, string output) = await TryRunAsync(targetFramework);
        Assert.True(exitCode == 0, output);
        return output;
    }

    /// <summary>Runs what was built for a target framework; returns the exit code and what it printed.</summary>
    public Task<(int ExitCode, string Output)> TryRunAsync(string targetFramework, params string[] arguments) =>
        DotNet.RunAsync(directory, packages, [$"bin/Debug/{targetFramework}/{Path.GetFileName(directory)}.dll", .. arguments]);

    // Program.cs(3,4): error FLOW001: message, without the file's folder before it, and the help link and the project's path
    // after it. A problem without a place in the source is one too.
    [GeneratedRegex(@"^.*?(?<problem>(Program\.cs\((?<line>\d+),\d+\)|(?<line>)[^\s:/]*) ?: (error|warning) .*?)( \(https://\S+\))?( \[[^\]]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex Problem();
}
