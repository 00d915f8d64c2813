using System.Runtime.CompilerServices;

namespace AsyncFlow.Hosting.Tests.Guides;

/// <summary>The examples of the guides are the regions of files that this project compiles.</summary>
public sealed class GuideTests
{
    [Theory]
    [InlineData("HostingGuide.cs", "hosting.md")]
    [InlineData("LifetimeGuide.cs", "lifetime.md")]
    [InlineData("WebGuide.cs", "web.md")]
    public void The_examples_of_a_guide_compile(string source, string guide)
    {
        string text = File.ReadAllText(PathOf($"../../../docs/guides/{guide}")).ReplaceLineEndings("\n");
        string[] regions = File.ReadAllText(PathOf(source)).ReplaceLineEndings("\n").Split("#region ")[1..];
        string[] examples = text.Split("```csharp\n")[1..];

        Assert.Equal(examples.Select(static example => example.Split("```")[0]).Order(), regions.Select(TextOf).Order());
    }

    // Without the first line, which is the name, and without the indentation that all lines have.
    private static string TextOf(string region)
    {
        string[] lines = region.Split("#endregion")[0].TrimEnd(' ').Split('\n')[1..];
        int indentation = lines.Where(static line => line.Length > 0).Min(static line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indentation..] : line));
    }

    private static string PathOf(string file, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), file);
}
