using System.Net;
using System.Xml.Linq;

namespace AsyncFlow.Package.Tests;

/// <summary>What <c>dotnet new</c> makes builds without a warning and works, whatever its name.</summary>
[Collection(SharedPacking.Name)]
public sealed class TemplateTests(PackedLibrary library, InstalledTemplates templates) : IClassFixture<InstalledTemplates>
{
    [LongFact]
    public async Task The_console_program_counts_lines_and_prints_a_report()
    {
        string program = await BuildAsync("asyncflow-console", "Word-Count.Tool");
        string counted = library.CreateFolder("counted");
        await File.WriteAllTextAsync(Path.Join(counted, "one.txt"), "1\n");
        await File.WriteAllTextAsync(Path.Join(counted, "three.txt"), "1\n2\n3\n");

        (int exitCode, string output) = await DotNet.RunAsync(counted, library.Packages, program);
        Assert.Equal(0, exitCode);
        Assert.Contains("CountLines", output, StringComparison.Ordinal);
        Assert.EndsWith("2 files, 4 lines, the largest: three.txt\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        (exitCode, output) = await DotNet.RunAsync(counted, library.Packages, program, "absent");
        Assert.Equal(1, exitCode);
        Assert.Contains("FindFiles: DirectoryNotFoundException", output, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task The_web_application_answers_requests_and_stops()
    {
        string program = await BuildAsync("asyncflow-web", "Trip-Planner.Web");
        using RunningProgram application = new(DotNet.Prepare(Path.GetDirectoryName(program)!, library.Packages, program, "--urls", "http://127.0.0.1:0"));
        string address = await application.ReadAfterAsync("Now listening on: ");
        using (HttpClient http = new() { BaseAddress = new Uri(address) })
        {
            Assert.Equal(
                """{"city":"Wellington","weather":{"celsius":20},"traffic":{"delayMinutes":30},"advice":"Take the bicycle."}""",
                await http.GetStringAsync(new Uri("trips/Wellington", UriKind.Relative)));
            using HttpResponseMessage health = await http.GetAsync(new Uri("health", UriKind.Relative));
            Assert.Equal((HttpStatusCode.OK, "Healthy"), (health.StatusCode, await health.Content.ReadAsStringAsync()));
        }

        await AssertStopsAsync(application, "No more forecasts.");
    }

    [LongFact]
    public async Task The_worker_processes_batches_and_stops()
    {
        string program = await BuildAsync("asyncflow-worker", "Mail-Sorter.2");
        using RunningProgram worker = new(DotNet.Prepare(Path.GetDirectoryName(program)!, library.Packages, program));
        await worker.ReadAfterAsync("The inbox is open.");
        await worker.ReadAfterAsync("3 messages processed, 0 failed.");
        await AssertStopsAsync(worker, "The inbox is closed.");
    }

    [LongFact]
    public async Task The_build_builds_tests_and_packs_a_project()
    {
        string program = await BuildAsync("asyncflow-build", "Nightly-Build.CI");
        string built = await templates.CreateAsync("asyncflow-console", "Built");

        (int exitCode, string output) = await DotNet.RunAsync(built, library.Packages, program, "--list");
        Assert.Equal(0, exitCode);
        Assert.Contains("Pack         after Locate, Test, CheckFormat with _output\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        (exitCode, output) = await DotNet.RunAsync(library.Feed, library.Packages, program, "--directory", built);
        Assert.True(exitCode == 0, output);
        Assert.True(File.Exists(Path.Join(built, "artifacts", "Built.1.0.0.nupkg")));

        await File.WriteAllTextAsync(Path.Join(built, "Program.cs"), "none of it compiles");
        (exitCode, output) = await DotNet.RunAsync(built, library.Packages, program, "compile");
        Assert.Equal(1, exitCode);
        Assert.Contains("error CS", output, StringComparison.Ordinal);
    }

    [LongFact]
    public async Task The_tests_pass()
    {
        string program = await BuildAsync("asyncflow-test", "Bank-Transfer.Tests");
        (int exitCode, string output) = await DotNet.RunAsync(library.Feed, library.Packages, "test", program);
        Assert.True(exitCode == 0, output);
        Assert.Matches("Passed: +3,", output);
    }

    // Names that types of this repository, or of the templates, could have; all in one build.
    [LongFact]
    public async Task All_can_be_made_for_the_oldest_framework_that_is_served()
    {
        string folder = library.CreateFolder("oldest");
        (string Template, string Name)[] made = [("console", "Counter"), ("web", "Web"), ("worker", "Worker"), ("build", "Build"), ("test", "Test")];
        List<string> projects = [];
        foreach ((string template, string name) in made)
        {
            string project = await templates.CreateAsync($"asyncflow-{template}", name, "--framework", "net8.0");
            projects.Add(Path.Join(project, $"{name}.csproj"));
        }

        await File.WriteAllTextAsync(
            Path.Join(folder, "All.proj"),
            $"""
            <Project>
              <Target Name="Build">
                <MSBuild Projects="{string.Join(';', projects)}" Targets="Restore" Properties="IsRestoring=true" />
                <MSBuild Projects="{string.Join(';', projects)}" Targets="Build" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        (int exitCode, string output) = await DotNet.RunAsync(folder, library.Packages, "build", "-warnaserror");
        Assert.True(exitCode == 0, output);
        Assert.All(projects, project => Assert.True(Directory.Exists(Path.Join(Path.GetDirectoryName(project), "bin", "Debug", "net8.0"))));
    }

    // Builds a project, whose packages have the version that was packed; returns its program.
    private async Task<string> BuildAsync(string template, string name)
    {
        string folder = await templates.CreateAsync(template, name);
        XDocument project = XDocument.Load(Path.Join(folder, $"{name}.csproj"));
        XElement[] references = [.. project.Descendants("PackageReference")];
        Assert.All(
            references.Where(static reference => reference.Attribute("Include")!.Value.StartsWith("AsyncFlow", StringComparison.Ordinal)),
            static reference => Assert.Equal(PackedLibrary.Version, reference.Attribute("Version")!.Value));
        Assert.All(references, static reference => Assert.True(char.IsAsciiDigit(reference.Attribute("Version")!.Value[0])));

        (int exitCode, string output) = await DotNet.RunAsync(folder, library.Packages, "build", "-warnaserror");
        Assert.True(exitCode == 0, output);
        return Path.Join(folder, "bin", "Debug", "net10.0", $"{name}.dll");
    }

    private static async Task AssertStopsAsync(RunningProgram program, string lastWords)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        (int exitCode, string output) = await program.StopAsync();
        Assert.Equal(0, exitCode);
        Assert.Contains(lastWords, output, StringComparison.Ordinal);
    }
}
