namespace AsyncFlow.Package.Tests;

/// <summary>The example of the guide, in an app host that publishes: that needs neither an orchestrator nor containers.</summary>
[Collection(SharedPacking.Name)]
public sealed class AspireTests(PackedLibrary library)
{
    [LongFact]
    public async Task Steps_of_a_flow_are_steps_of_the_pipeline()
    {
        string guide = await File.ReadAllTextAsync(Path.Join(Repository.Root, "docs/guides/aspire.md"));
        Consumer consumer = library.CreateConsumer(
            "AppHost",
            "<TargetFramework>net10.0</TargetFramework><TreatWarningsAsErrors>true</TreatWarningsAsErrors><NoWarn>$(NoWarn);ASPIREPIPELINES001</NoWarn>",
            $$"""
            {{guide.Split("```csharp")[1].Split("```")[0]}}
            [Flow]
            internal sealed partial class Preparation
            {
                [Step] private static void Check() => Console.WriteLine("checked");
            }

            [Flow]
            internal sealed partial class Release
            {
                [Step] private static async Task<string> Compile(CancellationToken ct) { await Task.Delay(1, ct); return "app"; }
                [Step] private static void Test(string app) => Console.WriteLine($"tested {app}");
                [Step(nameof(Test))] private static void Pack(string app) => Console.WriteLine($"packed {app}");
                [Step(nameof(Pack))] private static void Push() => throw new InvalidOperationException("no registry");
            }
            """);

        // NU1603: a package source may lack the very version of a dependency, and have a newer one.
        await consumer.WriteAsync("Directory.Build.props", """
            <Project>
              <PropertyGroup><NoWarn>NU1603</NoWarn></PropertyGroup>
              <ItemGroup><PackageReference Include="Aspire.Hosting" Version="13.6.5" /></ItemGroup>
            </Project>
            """);
        (int exitCode, string[] problems) = await consumer.BuildAsync();
        Assert.Empty(problems);
        Assert.Equal(0, exitCode);

        (exitCode, string output) = await consumer.TryRunAsync("net10.0", "--operation", "publish", "--step", "release-pack");
        Assert.True(exitCode == 0, output);
        Assert.Matches("(?s)checked.*tested app.*packed app", output);

        // The exit code is 0 all the same: the app host reports failures to the command line of Aspire.
        (_, output) = await consumer.TryRunAsync("net10.0", "--operation", "publish", "--step", "release-push");
        Assert.Contains("no registry", output, StringComparison.Ordinal);
        Assert.Contains("in step 'Push' of flow 'Release'", output, StringComparison.Ordinal);
    }
}
