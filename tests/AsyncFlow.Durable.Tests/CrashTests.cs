using System.Diagnostics;
using System.Globalization;
using AsyncFlow.Durable.Tests.Databases;

namespace AsyncFlow.Durable.Tests;

/// <summary>Processes that are killed, without any clean-up.</summary>
public sealed class CrashTests
{
    /// <summary>How many kills a test makes; more by the environment variable ASYNCFLOW_CRASHES.</summary>
    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("ASYNCFLOW_CRASHES") ?? "3", CultureInfo.InvariantCulture);

    // A transaction counts if it has a change of this kind.
    private static readonly string[] s_kinds = ["Run", "Chunk", "Lock", "Any"];

    private static string Sample { get; } = typeof(Program).Assembly.Location
        .Replace(Path.Combine("tests", "AsyncFlow.Durable.Tests"), Path.Combine("samples", "Durable"), StringComparison.Ordinal)
        .Replace("AsyncFlow.Durable.Tests.dll", "Durable.dll", StringComparison.Ordinal);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Nothing_committed_is_redone_wherever_the_process_is_killed(int seed)
    {
        Random random = new(seed);
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asyncflow-crash-");
        try
        {
            int kills = 0;
            for (int file = 0; kills < Kills; file++)
            {
                // Sooner or later the run has ended, and the next one begins.
                string database = Path.Combine(folder.FullName, $"{file}.db");
                string? last = null;
                for (int start = 0; last is null; start++)
                {
                    bool ends = start == 20 || kills == Kills;
                    string[] arguments = [database, $"{(ends ? 0 : random.Next(1, 5))}", random.Next(2) == 0 ? "before" : "after", s_kinds[random.Next(s_kinds.Length)]];
                    (int exitCode, last, string error) = await StartAsync(typeof(Program).Assembly.Location, arguments);
                    Assert.True(exitCode is 0 or 137, $"{string.Join(' ', arguments)}: {error}");
                    kills += exitCode == 0 ? 0 : 1;
                }

                Assert.Equal("120 orders, total 7260, with locks 210, redone 0, locks held 0", last);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_sample_goes_on_where_it_was_killed()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("asyncflow-sample-");
        try
        {
            string database = Path.Combine(folder.FullName, "flows.db");
            (int killed, _, _) = await StartAsync(Sample, ["--db", database, "--crash-at", "700"]);
            Assert.Equal(137, killed);
            (int exitCode, string? last, string error) = await StartAsync(Sample, ["--db", database]);
            Assert.True(exitCode == 0, error);
            Assert.Equal("billed 2000 orders, total 2001000, redone 0", last);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [PostgresFact]
    public async Task The_sample_bills_in_three_processes_of_which_one_is_killed()
    {
        (int exitCode, string? last, string error) = await StartAsync(Sample, ["--postgres", "--crash-at", "700"]);
        Assert.True(exitCode == 0, error);
        Assert.Equal("billed 2000 orders, total 2001000, redone 0", last);
    }

    // The last line is null if the process was killed.
    private static async Task<(int ExitCode, string? Last, string Error)> StartAsync(string assembly, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["exec", assembly, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, process.ExitCode == 0 ? output.TrimEnd().Split('\n')[^1] : null, await error);
    }
}
