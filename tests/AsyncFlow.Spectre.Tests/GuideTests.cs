using System.Runtime.CompilerServices;

namespace AsyncFlow.Spectre.Tests;

/// <summary>The code in the guide is code that compiles here.</summary>
public class GuideTests
{
    [Fact]
    public void The_examples_in_the_guide_compile()
    {
        string[] code = [.. File.ReadLines(PathOf("Guide.cs")).Select(static line => line.Trim())];
        string[] examples = File.ReadAllText(PathOf("../../docs/guides/live-view.md")).Split("```csharp\n")[1..];

        Assert.Equal(2, examples.Length);
        Assert.All(examples.SelectMany(static example => example.Split("```")[0].Split('\n')).Where(static line => line.Length > 0), line => Assert.Contains(line, code));
    }

    private static string PathOf(string relative, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), relative);
}
