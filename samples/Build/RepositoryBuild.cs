using System.ComponentModel;
using AsyncFlow;

namespace Build;

/// <summary>The build of this repository: <c>dotnet run --project samples/Build -- Pack --skip Test</c>.</summary>
/// <param name="shell">Runs the commands.</param>
/// <param name="output">Where the numbers of tests go.</param>
[Flow]
internal sealed partial class RepositoryBuild(IShell shell, TextWriter output)
{
    // Loading the whole solution, the formatter mixes up the frameworks of projects that several others use, and takes the flows of these for broken.
    private static readonly string[] s_formattedAlone = ["tests/AsyncFlow.Testing.Tests/", "samples/TestingSample/", "samples/DocsSite/", "benchmarks/startup/Flow/"];

    // Commands that build the same projects would overwrite each other's files.
    private readonly FlowLock _projects = new("projects");

    [Step]
    private static Repository Find([Input, Description("The root of the repository; by default the one around the current directory")] DirectoryInfo? repository = null) =>
        Repository.Find(repository?.FullName ?? Directory.GetCurrentDirectory());

    [Step, WithLock(nameof(_projects))]
    private Task Restore(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["restore"], ct);

    [Step(nameof(Restore)), WithLock(nameof(_projects))]
    private Task Compile(Repository repository, CancellationToken ct) => shell.RunAsync(repository.Root, ["build", "--no-restore", "-warnaserror"], ct);

    [Step]
    private static IReadOnlyList<string> FindTests(Repository repository) => repository.Projects("tests");

    /// <summary>Tests that fail do not fail the step, so that all are counted.</summary>
    [Step(nameof(Compile))]
    private async Task<TestCount> Test([Each(nameof(FindTests), MaxConcurrency = 2)] string project, Repository repository, CancellationToken ct) =>
        TestCount.Read(project, (await shell.TryRunAsync(repository.Root, ["test", project, "--no-build"], ct)).Output);

    [Step]
    private async Task Summarize(IReadOnlyList<TestCount> counts)
    {
        TestCount sum = TestCount.Sum(counts);
        await output.WriteLineAsync($"{sum.Passed} passed, {sum.Failed} failed");
        sum.ThrowIfFailed();
    }

    [Step(nameof(Compile))]
    private async Task Format(Repository repository, CancellationToken ct)
    {
        await shell.RunAsync(repository.Root, ["format", "--no-restore", "--verify-no-changes", "--exclude", .. s_formattedAlone], ct);
        foreach (string project in s_formattedAlone)
        {
            await shell.RunAsync(repository.Root, ["format", project, "--no-restore", "--verify-no-changes"], ct);
        }
    }

    [Step]
    private static IReadOnlyList<string> FindPackages(Repository repository) => repository.PackableProjects();

    [Step(nameof(Compile), nameof(Summarize)), WithLock(nameof(_projects))]
    private Task Pack([Each(nameof(FindPackages))] string project, Repository repository, CancellationToken ct) =>
        shell.RunAsync(repository.Root, ["pack", project, "--no-restore", "--output", repository.Artifacts], ct);

    /// <summary>The home of a project that has nothing of this repository but the package.</summary>
    [Step, Owned]
    private static Consumer Prepare(Repository repository) => Consumer.Create(repository.Artifacts);

    [Step(nameof(Pack))]
    private async Task Consume(Consumer consumer, CancellationToken ct) => Consumer.Check(await shell.ReadAsync(consumer.Folder, ["run"], ct));
}
