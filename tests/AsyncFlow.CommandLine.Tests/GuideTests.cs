using System.Runtime.CompilerServices;

namespace AsyncFlow.CommandLine.Tests;

/// <summary>The examples of the guide are compiled in <c>GuideExample.cs</c>.</summary>
public sealed class GuideTests
{
    [Fact]
    public void Every_line_of_the_examples_is_compiled()
    {
        HashSet<string> compiled = [.. File.ReadAllLines(PathOf("GuideExample.cs")).Select(static line => line.Trim())];
        string[] blocks = File.ReadAllText(PathOf("../../docs/guides/build.md")).Split("```csharp")[1..];
        Assert.Equal(3, blocks.Length);
        Assert.All(
            blocks.SelectMany(static block => block.Split("```")[0].Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0),
            line => Assert.Contains(line, compiled));
    }

    private static string PathOf(string file, [CallerFilePath] string own = "") => Path.Join(Path.GetDirectoryName(own), file);
}
