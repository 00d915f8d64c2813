namespace AsyncFlow.Package.Tests;

/// <summary>A build with a command line that has nothing but the packages. What is published native is tested by <c>samples/Build</c>.</summary>
[Collection(SharedPacking.Name)]
public sealed class CommandLineTests(PackedLibrary library)
{
    [LongFact]
    public async Task A_flow_is_a_program()
    {
        Consumer consumer = library.CreateConsumer(
            "Shipping",
            "<TargetFrameworks>net8.0;net10.0</TargetFrameworks><TreatWarningsAsErrors>true</TreatWarningsAsErrors><AnalysisLevel>latest-recommended</AnalysisLevel>",
            """
            using System.ComponentModel;
            using AsyncFlow;
            using AsyncFlow.CommandLine;

            return await FlowCommand.RunAsync(new Build(), args);

            [Flow]
            internal sealed partial class Build
            {
                [Step] private static void Restore() => Console.WriteLine("restored");
                [Step(nameof(Restore))] private static string Compile([Input, Description("What to compile for")] DayOfWeek day = DayOfWeek.Monday) => $"app of {day}";
                [Step] private static void Test(string app) => Console.WriteLine($"tested {app}");
                [Step(nameof(Test))] private static void Pack(string app) => throw new InvalidOperationException($"{app} cannot be packed");
            }
            """,
            "AsyncFlow",
            "AsyncFlow.CommandLine");
        (int exitCode, string[] problems) = await consumer.BuildAsync();
        Assert.Empty(problems);
        Assert.Equal(0, exitCode);

        foreach (string framework in (string[])["net8.0", "net10.0"])
        {
            Assert.Equal((0, "Restore\nCompile  after Restore\nTest     after Compile\nPack     after Compile, Test\n"), await RunAsync("--list"));
            Assert.Equal((0, "Build: 2 steps in 2 waves\n  1: Compile\n  2: Test after Compile\nskipped: Restore, Pack\n"), await RunAsync("--target", "Test", "--skip", "Restore", "--dry-run"));
            Assert.Equal((0, "restored\ntested app of Friday\n"), await RunAsync("--target", "test", "--day", "friday", "--quiet"));

            (int code, string help) = await RunAsync("--help");
            Assert.Equal(0, code);
            Assert.Matches(@"--day <.*Friday.*> +What to compile for \[default: Monday\]", help);

            (code, string failed) = await RunAsync("--parallel", "1");
            Assert.Equal(1, code);
            Assert.Contains("Pack: InvalidOperationException: app of Monday cannot be packed", failed, StringComparison.Ordinal);

            async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
            {
                (int code, string output) = await consumer.TryRunAsync(framework, arguments);
                return (code, output.ReplaceLineEndings("\n"));
            }
        }
    }
}
