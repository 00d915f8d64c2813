namespace AsyncFlow.CommandLine.Tests.Guide;

// The examples of docs/guides/build.md. GuideTests compares them.
[Flow]
public partial class Build
{
    [Step]
    private static Task Restore(CancellationToken ct) => Tool.RunAsync("dotnet restore", ct);

    [Step(nameof(Restore))]
    private static async Task<string> Compile([Input] Configuration configuration = Configuration.Debug, CancellationToken ct = default)
    {
        await Tool.RunAsync($"dotnet build --no-restore -c {configuration}", ct);
        return $"bin/{configuration}";
    }

    [Step]
    private static Task UnitTests(string bin, CancellationToken ct) => Tool.RunAsync($"dotnet test {bin}/UnitTests.dll", ct);

    [Step]
    private static Task WebTests(string bin, CancellationToken ct) => Tool.RunAsync($"dotnet test {bin}/WebTests.dll", ct);

    [Step(nameof(UnitTests), nameof(WebTests))]
    private static Task Pack(CancellationToken ct) => Tool.RunAsync("dotnet pack --no-build", ct);
}

public static class Examples
{
    public static async Task Subsets(Build build, CancellationToken ct)
    {
        FlowOptions options = new() { Targets = ["UnitTests"] };                                   // Restore, Compile, UnitTests
        await build.RunAsync(Configuration.Release, options, ct);
        await build.RunAsync(Configuration.Debug, options with { Targets = ["Pack"], Skip = ["WebTests"] }, ct);    // all but WebTests
        Console.WriteLine(Build.Plan.Select(targets: ["Pack"], skip: ["WebTests"]).ToMermaid());   // what would run; nothing does
    }

    public static async Task<int> RunAsync(string[] args)
    {
        return await FlowCommand.RunAsync(new Build(), args);
    }
}

internal static class Tool
{
    public static Task RunAsync(string command, CancellationToken ct) => Task.Run(() => Console.WriteLine(command), ct);
}
