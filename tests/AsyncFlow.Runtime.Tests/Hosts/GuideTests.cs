using System.Runtime.CompilerServices;

namespace AsyncFlow.Runtime.Tests;

/// <summary>The host that the guide shows is the one that is tested here.</summary>
public class GuideTests
{
    [Fact]
    public void The_host_in_the_guide_compiles_and_is_short()
    {
        string source = File.ReadAllText(PathOf("DedicatedThreadsHost.cs"));

        // These tests see what is internal to the library, which is why the language wants the longer modifier here.
        string expected = source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..]
            .Replace("protected internal override", "protected override", StringComparison.Ordinal)
            .TrimEnd();

        Assert.Contains($"```csharp\n{expected}\n```", File.ReadAllText(PathOf("../../../docs/guides/hosts.md")), StringComparison.Ordinal);
        Assert.InRange(expected.Split('\n').Length, 1, 50);
    }

    private static string PathOf(string relative, [CallerFilePath] string here = "") => Path.Join(Path.GetDirectoryName(here), relative);
}
