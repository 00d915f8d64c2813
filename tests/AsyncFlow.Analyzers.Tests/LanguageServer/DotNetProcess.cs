using System.Diagnostics;

namespace AsyncFlow.Analyzers.Tests.LanguageServer;

/// <summary>Starts the SDK and its tools, with nothing inherited from the build that runs the tests.</summary>
internal static class DotNetProcess
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(3);

    /// <summary>Starts <c>dotnet</c> with redirected streams.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="arguments">What to run.</param>
    public static Process Start(string directory, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string name in start.Environment.Keys.Where(IsOfTheOuterBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_NOLOGO"] = "true";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major"; // the tool also runs where only a newer runtime is
        return Process.Start(start)!;
    }

    /// <summary>Runs <c>dotnet</c>; returns what it printed if it failed, and null otherwise.</summary>
    /// <inheritdoc cref="Start"/>
    public static string? Run(string directory, params string[] arguments)
    {
        using Process process = Start(directory, arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            return $"'dotnet {string.Join(' ', arguments)}' took longer than {s_limit}.";
        }

        return process.ExitCode == 0 ? null : output.Result + error.Result;
    }

    private static bool IsOfTheOuterBuild(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable is "CI" or "DOTNET_HOST_PATH" or "VSTEST_HOST_DEBUG";
}
