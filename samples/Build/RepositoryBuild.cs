using System.ComponentModel;
using AsyncFlow;

namespace Build;

/// <summary>The build of this repository: <c>dotnet run --project samples/Build -- Pack --skip Test</c>.</summary>
/// <param name="shell">Runs the commands.</param>
/// <param name="output">Where the numbers of tests go; null for standard output.</param>
[Flow]
internal sealed partial class RepositoryBuild(IShell shell, TextWriter? output = null)
{
    // Commands that build the same projects would overwrite each other's files.
    private readonly FlowLock _projects = new("projects");

    [Step]
    private static Repository Find(
        [Input, Description("The root of the repository; by default the one around the current directory")] DirectoryInfo? repository = null,
        [Input, Description("Where packages go; by default artifacts/packages")] DirectoryInfo? packages = null) =>
        Repository.Find(repository?.FullName ?? Directory.GetCurrentDirectory(), packages?.FullName);

    [Step, WithLock(nameof(_projects))]
    private Task Restore(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["restore"], ct);

    [Step(nameof(Restore)), WithLock(nameof(_projects))]
    private Task Compile(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["build", "--no-restore", "-warnaserror"], ct);

    [Step]
    private static IReadOnlyList<string> FindTests(Repository repository) => repository.Projects("tests");

    /// <summary>Tests that fail do not fail the step, so that all are counted.</summary>
    [Step(nameof(Compile))]
    private async Task<TestCount> Test([Each(nameof(FindTests), MaxConcurrency = 2)] string project, Repository repository, CancellationToken ct) =>
        TestCount.Read(project, (await shell.TryRunAsync(repository.Root, "dotnet", ["test", project, "--no-build"], ct)).Output);

    [Step]
    private async Task Summarize(IReadOnlyList<TestCount> counts)
    {
        TestCount sum = TestCount.Sum(counts);
        await (output ?? Console.Out).WriteLineAsync($"{sum.Passed} passed, {sum.Failed} failed");
        sum.ThrowIfFailed();
    }

    /// <summary>Checks all files, also those of projects outside of the solution.</summary>
    [Step]
    private Task FormatFiles(Repository repository, CancellationToken ct) =>
        shell.RunAsync(repository.Root, ["format", "whitespace", ".", "--folder", "--verify-no-changes"], ct);

    [Step(nameof(Compile), nameof(FormatFiles))]
    private Task Format(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["format", "--no-restore", "--verify-no-changes"], ct);

    [Step]
    private static IReadOnlyList<string> FindPackages(Repository repository) => repository.PackableProjects();

    [Step(nameof(Compile), nameof(Summarize)), WithLock(nameof(_projects))]
    private Task Pack([Each(nameof(FindPackages))] string project, Repository repository, CancellationToken ct) =>

        // The analyzers have seen the same code in Compile.
        shell.RunAsync(repository.Root, ["pack", project, "--no-restore", "-p:RunAnalyzers=false", "--output", repository.Packages], ct);

    /// <summary>The tools of this repository, in the versions that its manifest names.</summary>
    [Step]
    private Task RestoreTools(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["tool", "restore"], ct);

    /// <summary>A bill of materials for each package, in the format of CycloneDX: what it depends on, with hashes and licenses.</summary>
    [Step(nameof(Restore), nameof(RestoreTools))]
    private Task ListMaterials([Each(nameof(FindPackages))] string project, Repository repository, CancellationToken ct) =>
        shell.RunAsync(
            repository.Root,
            ["CycloneDX", project, "--output", repository.Packages, "--filename", $"{Path.GetFileNameWithoutExtension(project)}.cdx.json", "--output-format", "Json", "--exclude-dev", "--disable-package-restore"],
            ct);

    /// <summary>The home of a project that has nothing of this repository but the packages.</summary>
    [Step, Owned]
    private static Consumer Prepare(Repository repository) => Consumer.Create(repository.Packages);

    [Step(nameof(Pack))]
    private async Task Consume(Consumer consumer, CancellationToken ct) => Consumer.Check(await shell.ReadAsync(consumer.Folder, "dotnet", ["run"], ct));

    /// <summary>The same program as a native executable. The compiler must have no warning.</summary>
    [Step(nameof(Consume))]
    private async Task ConsumeNative(Consumer consumer, CancellationToken ct)
    {
        await shell.RunAsync(consumer.Folder, ["publish", "-p:PublishAot=true", "--output", Consumer.Native, "-warnaserror"], ct);
        Consumer.Check(await shell.ReadAsync(consumer.Folder, consumer.Program, [], ct));
    }
}
