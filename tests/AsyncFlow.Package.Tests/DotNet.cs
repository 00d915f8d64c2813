using System.Diagnostics;

namespace AsyncFlow.Package.Tests;

/// <summary>Runs the SDK as a user does: in a directory, in a process of its own, with nothing inherited from the build that runs the tests.</summary>
internal static class DotNet
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    /// <summary>Runs <c>dotnet</c>; returns the exit code, and what it has printed.</summary>
    /// <param name="directory">The working directory.</param>
    /// <param name="packages">The folder that restored packages go to.</param>
    /// <param name="arguments">What to run.</param>
    public static async Task<(int ExitCode, string Output)> RunAsync(string directory, string packages, params string[] arguments)
    {
        using Process process = Process.Start(Prepare(directory, packages, arguments))!;
        using CancellationTokenSource limit = new(s_limit);
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
            Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"'dotnet {string.Join(' ', arguments)}' took longer than {s_limit}.");
        }
    }

    /// <summary>How <c>dotnet</c> is started.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static ProcessStartInfo Prepare(string directory, string packages, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(IsOfTheOuterBuild).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["NUGET_PACKAGES"] = packages;
        start.Environment["DOTNET_NOLOGO"] = "true";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_ROLL_FORWARD"] = "Major"; // a net8.0 program runs also where only a newer runtime is
        return start;
    }

    private static bool IsOfTheOuterBuild(string variable) =>
        variable.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || variable is "CI" or "DOTNET_HOST_PATH" or "VSTEST_HOST_DEBUG";
}
