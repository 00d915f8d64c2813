using AsyncFlow.StepOverloads;

namespace AsyncFlow.Architecture.Tests;

/// <summary>The sources that a tool writes are what it writes.</summary>
public sealed class GeneratedSourcesTests
{
    public static TheoryData<string> Paths => [.. GeneratedFile.All.Select(static file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void Overloads_are_up_to_date(string path)
    {
        string expected = GeneratedFile.All.Single(file => file.Path == path).Text;
        Assert.True(
            File.ReadAllText(Path.Join(Repository.Root, path)) == expected,
            $"{path} is not what tools/StepOverloads writes. Run: dotnet run --project tools/StepOverloads");
    }

    [Fact]
    public void Every_generated_source_has_its_generator() => Assert.Equal(
        GeneratedFile.All.Select(static file => file.Path).Order(StringComparer.Ordinal),
        from file in Directory.GetFiles(Path.Join(Repository.Root, "src"), "*.g.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Split('/').Contains("obj")
        orderby path
        select path);
}
